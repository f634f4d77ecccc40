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
const PREFIX = 4

/** Finds brands in names, in time that does not grow with the number of brands. */
export class BrandFinder {
  readonly #byPrefix = new Map<number, string[]>()
  readonly #names: ReadonlySet<string>
  /** Names with one character left out: two that share such a rest are one change apart. */
  readonly #shortened = new Map<string, string>()

  constructor({ names }: BrandTable) {
    this.#names = new Set(names)
    for (const name of names) {
      const key = prefixAt(name, 0)
      const same = this.#byPrefix.get(key)
      if (same === undefined) this.#byPrefix.set(key, [name])
      else same.push(name)
      if (name.length < MISSPELT_MIN) continue
      for (let at = 0; at < name.length; at++) {
        this.#shortened.set(name.slice(0, at) + name.slice(at + 1), name)
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

  #inside(text: string): [string, boolean] {
    let best = ''
    let isWord = false
    for (let at = 0; at + PREFIX <= text.length; at++) {
      const same = this.#byPrefix.get(prefixAt(text, at))
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
    for (const word of text.split(/[.-]/)) {
      if (word.length < MISSPELT_MIN || word.length > 24 || this.#names.has(word)) continue
      const whole = this.#shortened.get(word)
      if (whole !== undefined) return whole
      for (let at = 0; at < word.length; at++) {
        const rest = word.slice(0, at) + word.slice(at + 1)
        const other = this.#shortened.get(rest) ?? (this.#names.has(rest) ? rest : undefined)
        if (other !== undefined && other.length >= MISSPELT_MIN && isOneChange(word, other))
          return other
      }
    }
    return ''
  }
}

function prefixAt(text: string, at: number): number {
  let hash = 0
  for (let next = at; next < at + PREFIX; next++)
    hash = Math.imul(hash, 131) + text.charCodeAt(next)
  return hash | 0
}

function isEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return Number.isNaN(code) || code === 46 || code === 45
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
