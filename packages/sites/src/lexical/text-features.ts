import type { LinkParts } from './link-parts.ts'
import { eachWord } from './words.ts'

/**
 * Pieces of text of a link as places in a table of weights: n-grams and words, each marked with
 * where in the address it stands. One is reused for link after link.
 */
export class TextFeatures {
  /** Places, `count` of them. */
  readonly places = new Int32Array(PLACES_MAX)
  /** How much each counts: pieces of one part share its weight, by the root of their number. */
  readonly values = new Float32Array(PLACES_MAX)
  count = 0
  /** The first place that is of path or query. */
  pathFrom = 0
  #isPath = false
  readonly #mask: number

  readonly #isAcross: boolean

  /**
   * @param bits of a place: the table has 2 to the power of it weights
   * @param isAcross n-grams of the whole address are read too, wherever they stand; they count as path
   */
  constructor(bits: number, isAcross = false) {
    this.#mask = 2 ** bits - 1
    this.#isAcross = isAcross
  }

  read({ host, suffix, label, sub, path, query }: LinkParts): void {
    this.count = 0
    this.#isPath = false
    this.#part(1, () => this.#grams(`^${label.slice(0, PART_CHARACTERS)}$`, 1, 1, 5))
    if (sub !== '') this.#part(0.8, () => this.#grams(`^${sub.slice(-PART_CHARACTERS)}$`, 2, 1, 5))
    this.#part(0.5, () => this.#suffix(suffix, label, sub, path))
    this.#part(0.6, () => this.#hostWords(label, sub))
    this.#part(0.4, () => this.#hostShape(label, sub, suffix))
    this.pathFrom = this.count
    this.#isPath = true
    if (this.#isAcross) {
      const whole = (host + path + query).slice(0, WHOLE_CHARACTERS)
      this.#part(0.7, () => this.#grams(whole, 31, 1, 4))
    }
    if (path !== '') {
      this.#part(0.8, () => this.#grams(`${path.slice(0, PART_CHARACTERS)}$`, 10, 1, 4))
      this.#part(0.6, () => this.#pathWords(path))
      this.#part(0.4, () => this.#pathShape(path))
    }
    if (query !== '') {
      const text = query.slice(0, PART_CHARACTERS).toLowerCase()
      this.#part(0.5, () => this.#grams(text, 11, 2, 4))
      this.#part(0.5, () => this.#words(text, 17))
    }
  }

  #part(weight: number, read: () => void): void {
    const from = this.count
    read()
    const value = weight / Math.sqrt(this.count - from)
    for (let at = from; at < this.count; at++) this.values[at] = value
  }

  #grams(text: string, mark: number, shortest: number, longest: number): void {
    for (let from = 0; from < text.length; from++) {
      let hash = Math.imul(mark, 0x9e3779b1)
      const end = Math.min(text.length, from + longest)
      for (let at = from; at < end; at++) {
        hash = mixed(hash, text.charCodeAt(at))
        if (at - from + 1 >= shortest) this.#add(hash + at - from + 1)
      }
    }
  }

  #word(word: string, mark: number): void {
    let hash = Math.imul(mark, 0x85ebca6b)
    for (let at = 0; at < word.length; at++) hash = mixed(hash, word.charCodeAt(at))
    this.#add(hash)
  }

  /** Runs of letters, two or more. */
  #words(text: string, mark: number): void {
    eachWord(text, (word) => this.#word(word, mark))
  }

  #suffix(suffix: string, label: string, sub: string, path: string): void {
    const tld = suffix.slice(suffix.lastIndexOf('.') + 1)
    this.#word(suffix, 3)
    this.#word(tld, 4)
    this.#word(sub === '' ? '0' : String(Math.min(3, sub.split('.').length)), 5)
    this.#word(`${suffix}${sub === '' ? '0' : '1'}${path === '' ? '0' : '1'}`, 7)
    this.#word(`${tld}${/\d/.test(label) ? '1' : '0'}${label.includes('-') ? '1' : '0'}`, 8)
    this.#word(`${tld}${Math.min(20, label.length >> 1)}`, 9)
  }

  #hostWords(label: string, sub: string): void {
    this.#words(label, 12)
    if (sub === '') return
    for (const name of sub.split('.')) this.#word(name, 13)
    this.#words(sub, 14)
  }

  #pathWords(path: string): void {
    for (const segment of path.slice(0, PART_CHARACTERS).split('/'))
      if (segment !== '') this.#word(segment, 15)
    this.#words(path.slice(0, PART_CHARACTERS), 16)
    const extension = /\.([a-z0-9]{1,5})$/.exec(path)?.[1]
    if (extension !== undefined) this.#word(extension, 18)
  }

  #hostShape(label: string, sub: string, suffix: string): void {
    const shape = shapeOf(label)
    this.#word(shape, 20)
    this.#word(shape + suffix, 21)
    if (sub !== '') this.#word(shapeOf(sub), 22)
  }

  #pathShape(path: string): void {
    const text = path.slice(0, PART_CHARACTERS)
    this.#word(shapeOf(text).slice(0, 24), 23)
    for (const segment of text.split('/')) if (segment !== '') this.#word(shapeOf(segment), 24)
  }

  #add(hash: number): void {
    if (this.count >= PLACES_MAX) return
    // The finaliser of a hash with low bias (Wellons, hash-prospector, 16-7feb352d-15-846ca68b-16).
    let place = hash ^ (hash >>> 16)
    place = Math.imul(place, 0x7feb352d)
    place ^= place >>> 15
    place = Math.imul(place, 0x846ca68b)
    place ^= place >>> 16
    // Host and path never share a weight, so that each can be learned by itself.
    this.places[this.count++] = ((place << 1) | (this.#isPath ? 1 : 0)) & this.#mask
  }
}

/** Characters of each part that are read, and pieces of a link at most. */
const PART_CHARACTERS = 120
const WHOLE_CHARACTERS = 200
const PLACES_MAX = 4096

function mixed(hash: number, code: number): number {
  const next = Math.imul(hash ^ code, 16777619)
  return (next << 13) | (next >>> 19)
}

/** Runs of letters, digits and other signs with their lengths: `a5`, `95-1a3`. */
function shapeOf(text: string): string {
  let shape = ''
  let [before, run] = ['', 0]
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? 0 : text.charCodeAt(at)
    const kind =
      code === 0 ? '' : code >= 97 && code <= 122 ? 'a' : code >= 48 && code <= 57 ? '9' : text[at]!
    if (kind === before) {
      run++
      continue
    }
    if (before !== '') shape += before + (run > 9 ? '+' : run > 4 ? '5' : String(run))
    before = kind
    run = 1
  }
  return shape
}
