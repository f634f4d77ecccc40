/** Whether a condition holds, given which selections do. */
export type Condition = (holds: (selection: string) => boolean) => boolean

export type ConditionResult =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly message: string }

const LENGTH_MAX = 1_000
const DEPTH_MAX = 20

/**
 * A condition of the Sigma format: names of selections with `and`, `or`, `not` and brackets, `1 of
 * name*`, `all of them`.
 *
 * @param names selections that the rule has
 */
export function readCondition(text: string, names: readonly string[]): ConditionResult {
  if (text.length > LENGTH_MAX)
    return { ok: false, message: `a condition has at most ${LENGTH_MAX} characters` }
  const words = text.match(/[()]|[^\s()]+/g) ?? []
  try {
    const reader = new Reader(words, names)
    const condition = reader.either(0)
    reader.end()
    return { ok: true, condition }
  } catch (error) {
    if (error instanceof ConditionError) return { ok: false, message: error.message }
    throw error
  }
}

class ConditionError extends Error {
  override readonly name = 'ConditionError'
}

class Reader {
  readonly #words: readonly string[]
  readonly #names: readonly string[]
  #at = 0

  constructor(words: readonly string[], names: readonly string[]) {
    this.#words = words
    this.#names = names
  }

  either(depth: number): Condition {
    const parts = [this.#both(depth)]
    while (this.#takes('or')) parts.push(this.#both(depth))
    return parts.length === 1 ? parts[0]! : (holds) => parts.some((part) => part(holds))
  }

  end(): void {
    const word = this.#words[this.#at]
    if (word !== undefined) throw new ConditionError(`the condition ends before \`${word}\``)
  }

  #both(depth: number): Condition {
    const parts = [this.#one(depth)]
    while (this.#takes('and')) parts.push(this.#one(depth))
    return parts.length === 1 ? parts[0]! : (holds) => parts.every((part) => part(holds))
  }

  #one(depth: number): Condition {
    if (depth >= DEPTH_MAX)
      throw new ConditionError(`a condition is at most ${DEPTH_MAX} levels deep`)
    if (this.#takes('not')) {
      const part = this.#one(depth + 1)
      return (holds) => !part(holds)
    }
    if (this.#takes('(')) {
      const part = this.either(depth + 1)
      if (!this.#takes(')')) throw new ConditionError('a bracket is not closed')
      return part
    }
    const word = this.#words[this.#at++]
    if (word === undefined) throw new ConditionError('the condition ends too early')
    return /^(?:\d{1,3}|all)$/i.test(word) && this.#takes('of')
      ? this.#some(word)
      : this.#named(word)
  }

  #some(count: string): Condition {
    const which = this.#words[this.#at++] ?? ''
    const names = this.#names.filter((name) => which.toLowerCase() === 'them' || fits(name, which))
    if (names.length === 0) throw new ConditionError(`no selection is called \`${which}\``)
    const least = count.toLowerCase() === 'all' ? names.length : Number(count)
    return (holds) => names.filter(holds).length >= least
  }

  #named(word: string): Condition {
    if (!this.#names.includes(word)) throw new ConditionError(`no selection is called \`${word}\``)
    return (holds) => holds(word)
  }

  #takes(word: string): boolean {
    if (this.#words[this.#at]?.toLowerCase() !== word) return false
    this.#at++
    return true
  }
}

/** One `*` at the end stands for anything. */
function fits(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}
