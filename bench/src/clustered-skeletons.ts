import type { PageSkeleton } from '@gatehouse/sites'

/** Words of a skeleton's minima, two minima to a word. */
const WORDS = 128

/** A small generator with a seed (xorshift32, Marsaglia 2003): the same pages in every run. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>>= 0)
  }
}

/**
 * Skeletons as the web has them: few templates are on very many sites, many on few. Of `templates`
 * the first has a tenth of all pages, the others shares by rank; one page in five is like none.
 */
export class ClusteredSkeletons {
  readonly #next: () => number
  readonly #templates: readonly PageSkeleton[]
  readonly #ranks: Float64Array

  constructor(templates: number, seed: number) {
    this.#next = numbersFrom(seed)
    this.#templates = Array.from({ length: templates }, () => this.lone())
    this.#ranks = new Float64Array(templates)
    let all = 0
    for (let rank = 0; rank < templates; rank++) all += 1 / (rank + 1)
    let sum = 0
    for (let rank = 0; rank < templates; rank++) this.#ranks[rank] = sum += 1 / (rank + 1) / all
  }

  /** A page of some template, or of none. */
  any(): PageSkeleton {
    return this.#share() < 0.2 ? this.lone() : this.copyOf(this.someTemplate(), this.#likeness())
  }

  /** Number of a template, the frequent ones more often. */
  someTemplate(): number {
    const at = this.#share()
    let [low, high] = [0, this.#ranks.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#ranks[middle]! < at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** A page whose likeness to the template is `likeness`, give or take chance. */
  copyOf(template: number, likeness: number): PageSkeleton {
    const { simHash, minHash, elements } = this.#templates[template]!
    const half = (value: number, mask: number) =>
      (this.#share() < likeness ? value : this.#next()) & mask
    const copy = minHash.map((word) => half(word, 0xffff) | half(word, 0xffff0000))
    const flips = Math.round((1 - likeness) * 16)
    const digits = Array.from(simHash, (digit) => Number.parseInt(digit, 16))
    for (let flip = 0; flip < flips; flip++) {
      const at = this.#next() % 64
      digits[at >> 2]! ^= 1 << (at & 3)
    }
    const changed = digits.map((digit) => digit.toString(16)).join('')
    return { simHash: changed, minHash: copy, elements }
  }

  lone(): PageSkeleton {
    const hex = () => this.#next().toString(16).padStart(8, '0')
    const minHash = Uint32Array.from({ length: WORDS }, () => this.#next())
    return { simHash: hex() + hex(), minHash, elements: 500 }
  }

  /** Half are copies with other words only, the rest were changed. */
  #likeness(): number {
    return this.#share() < 0.5 ? 0.97 : 0.6 + 0.37 * this.#share()
  }

  #share(): number {
    return this.#next() / 2 ** 32
  }
}
