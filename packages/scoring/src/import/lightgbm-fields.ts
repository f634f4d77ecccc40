import { named, unreadable } from './foreign-model.ts'

/** The parts of a LightGBM text: what stands before the trees, each tree, and what comes after. */
export interface LightgbmFields {
  readonly header: Fields
  readonly trees: readonly Fields[]
  /** The trees end where the file says so. */
  readonly isComplete: boolean
  readonly rest: string
}

/** Lines of `name=value`; numbers stand with blanks between them. */
export class Fields {
  readonly #where: string
  readonly #values = new Map<string, string>()

  /** @param where stands before what is wrong: `tree 3: ` */
  constructor(where: string) {
    this.#where = where
  }

  put(name: string, value: string): void {
    if (this.#values.has(name)) unreadable(`${this.#where}${named(name)} stands there twice`)
    this.#values.set(name, value)
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  text(name: string): string {
    return this.#values.get(name) ?? unreadable(`${this.#where}\`${name}\` is missing`)
  }

  words(name: string): string[] {
    const text = this.text(name).trim()
    return text === '' ? [] : text.split(' ')
  }

  /** A whole number, 0 or more. */
  count(name: string): number {
    const text = this.text(name)
    return /^\d{1,10}$/.test(text) ? Number(text) : this.#refuse(name)
  }

  /** @param length how many there must be; any number when absent */
  numbers(name: string, length?: number): Float64Array {
    const words = this.words(name)
    if (length !== undefined && words.length !== length) {
      unreadable(`${this.#where}\`${name}\` has ${words.length} values, not ${length}`)
    }
    return Float64Array.from(words, (word) =>
      NUMBER.test(word) && Number.isFinite(Number(word)) ? Number(word) : this.#refuse(name),
    )
  }

  integers(name: string, length: number): Int32Array {
    const values = this.numbers(name, length)
    return values.every((value) => value === (value | 0))
      ? Int32Array.from(values)
      : this.#refuse(name)
  }

  #refuse(name: string): never {
    return unreadable(`${this.#where}\`${name}\` holds what is no number of its kind`)
  }
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

const END = '\nend of trees'

export function readFields(text: string, treesMax: number): LightgbmFields {
  const end = text.indexOf(END)
  const rest = end < 0 ? '' : text.slice(end + END.length)
  const header = new Fields('')
  const trees: Fields[] = []
  let into = header
  for (const line of linesOf(end < 0 ? text : text.slice(0, end))) {
    const equals = line.indexOf('=')
    // `tree` at the top, `average_output` where the trees vote.
    const name = equals < 0 ? line.trim() : line.slice(0, equals)
    if (name === '') continue
    if (name !== 'Tree') into.put(name, equals < 0 ? '' : line.slice(equals + 1).trimEnd())
    else {
      if (trees.length === treesMax) unreadable(`it has more than ${treesMax} trees`)
      into = new Fields(`tree ${trees.length}: `)
      trees.push(into)
    }
  }
  return { header, trees, isComplete: end >= 0, rest }
}

function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    yield text.slice(from, to)
    from = to + 1
  }
}
