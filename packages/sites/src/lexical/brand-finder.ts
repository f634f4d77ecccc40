import { skeleton } from './confusables.ts'
import type { BrandTable } from './tables.ts'

/** How a name leans on a brand that it is not. */
export interface BrandLikeness {
  /** Longest brand that stands in the text; empty: none. */
  readonly inside: string
  /** It stands alone, between the ends, dots or hyphens. */
  readonly isWord: boolean
  /** Brand that one letter was changed of; empty: none. */
  readonly misspelt: string
  /** Brand that appears when letters that look like others are put back; empty: none. */
  readonly lookalike: string
}

const NONE: BrandLikeness = { inside: '', isWord: false, misspelt: '', lookalike: '' }
/** Shorter ones are one letter away from ordinary words. */
const MISSPELT_MIN = 5
const MISSPELT_MAX = 24
const PREFIX = 4
const FILTER_BITS = 16

/** Finds brands in names, in time that does not grow with the number of brands. */
export class BrandFinder {
  readonly #byPrefix = new Map<number, string[]>()
  /** Bits of the hashes of all prefixes: most places are told from them alone. */
  readonly #mayBegin = new Uint8Array(1 << FILTER_BITS)
  readonly #names: ReadonlySet<string>
  /** Names with one character left out: two that share such a rest are one change apart. */
  readonly #shortened = new Map<number, string>()
  readonly #byHash = new Map<number, string>()

  constructor({ names }: BrandTable) {
    this.#names = new Set(names)
    for (const name of names) {
      const key = prefixAt(name, 0)
      this.#mayBegin[filterOf(key)] = 1
      const same = this.#byPrefix.get(key)
      if (same === undefined) this.#byPrefix.set(key, [name])
      else same.push(name)
      if (name.length < MISSPELT_MIN) continue
      this.#byHash.set(hashOf(name), name)
      for (let at = 0; at < name.length; at++) {
        this.#shortened.set(hashOf(name.slice(0, at) + name.slice(at + 1)), name)
      }
    }
    for (const same of this.#byPrefix.values()) same.sort((a, b) => b.length - a.length)
  }

  /** @param shown the text as people see it, where it differs */
  find(text: string, shown = text): BrandLikeness {
    const [inside, isWord] = this.#inside(text)
    const bare = shown === text && !/[0135]|rn|vv/.test(text) ? '' : skeleton(shown)
    const lookalike = bare === '' || bare === text ? '' : this.#inside(bare)[0]
    const isNew = lookalike.length > inside.length ? lookalike : ''
    const misspelt = inside.length >= MISSPELT_MIN ? '' : this.#misspelt(text)
    if (inside === '' && isNew === '' && misspelt === '') return NONE
    return { inside, isWord, misspelt, lookalike: isNew }
  }

  /** Whether a brand stands alone in the text. */
  isWordIn(text: string): boolean {
    return this.#inside(text)[1]
  }

  #inside(text: string): [string, boolean] {
    let best = ''
    let isWord = false
    for (let at = 0; at + PREFIX <= text.length; at++) {
      const key = prefixAt(text, at)
      if (this.#mayBegin[filterOf(key)] === 0) continue
      const same = this.#byPrefix.get(key)
      if (same === undefined) continue
      for (const name of same) {
        if (!text.startsWith(name, at)) continue
        const isAlone = isEnd(text, at - 1) && isEnd(text, at + name.length)
        if (name.length > best.length || (name.length === best.length && isAlone)) {
          best = name
          isWord = isAlone
        }
        break
      }
    }
    return [best, isWord]
  }

  #misspelt(text: string): string {
    let from = 0
    for (let at = 0; at <= text.length; at++) {
      if (!isEnd(text, at)) continue
      const length = at - from
      const isOfLength = length >= MISSPELT_MIN && length <= MISSPELT_MAX
      const found = isOfLength ? this.#misspeltWord(text.slice(from, at)) : ''
      if (found !== '') return found
      from = at + 1
    }
    return ''
  }

  #misspeltWord(word: string): string {
    if (this.#names.has(word)) return ''
    const whole = this.#shortened.get(hashOf(word))
    if (whole !== undefined && isOneChange(word, whole)) return whole
    // The hash without one character comes of the hashes before and after it.
    let before = 0
    let after = 0
    const { length } = word
    for (let at = 1; at < length; at++) after = (Math.imul(after, BASE) + word.charCodeAt(at)) | 0
    for (let at = 0; at < length; at++) {
      const rest = (Math.imul(before, POWERS[length - 1 - at]!) + after) | 0
      const other = this.#shortened.get(rest) ?? this.#byHash.get(rest)
      if (other !== undefined && isOneChange(word, other)) return other
      before = (Math.imul(before, BASE) + word.charCodeAt(at)) | 0
      if (at + 1 < length) {
        after = (after - Math.imul(word.charCodeAt(at + 1), POWERS[length - 2 - at]!)) | 0
      }
    }
    return ''
  }
}

const BASE = 131
const POWERS = powers()

function powers(): Int32Array {
  const list = new Int32Array(MISSPELT_MAX + 1)
  list[0] = 1
  for (let at = 1; at < list.length; at++) list[at] = Math.imul(list[at - 1]!, BASE)
  return list
}

function hashOf(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, BASE) + text.charCodeAt(at)) | 0
  return hash
}

function prefixAt(text: string, at: number): number {
  let hash = 0
  for (let next = at; next < at + PREFIX; next++)
    hash = Math.imul(hash, 131) + text.charCodeAt(next)
  return hash | 0
}

function filterOf(key: number): number {
  return (key ^ (key >>> FILTER_BITS)) & ((1 << FILTER_BITS) - 1)
}

function isEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return Number.isNaN(code) || code === 46 || code === 45 || code === 47
}

/** One letter changed, added, left out, or two neighbours swapped (Damerau). */
function isOneChange(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let front = 0
  while (front < a.length && front < b.length && a[front] === b[front]) front++
  const restA = a.slice(front)
  const restB = b.slice(front)
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1))
    return true
  return (
    restA.length > 1 &&
    restA[0] === restB[1] &&
    restA[1] === restB[0] &&
    restA.slice(2) === restB.slice(2)
  )
}
