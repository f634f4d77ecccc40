import type { PageSkeleton } from '../../observation/page.ts'
import { BandChains } from './band-chains.ts'
import { BAND_BYTES, BANDS, minimaWords, SIM_BANDS, simHashWords } from './skeleton-bands.ts'

/** Equal words in one band that are kept: a template of 100,000 copies is found by 32 of them. */
const SAME_WORD_MAX = 32
const SAME_SIM_MAX = 64

/** Chance that two bytes are equal which have nothing to do with each other. */
const BY_CHANCE = 1 / 256

export interface Neighbour {
  /** What `add` gave. */
  readonly handle: number
  /** Estimated weighted Jaccard index, 0..1: off by 0.044 near 0.5 (one standard error). */
  readonly similarity: number
}

export interface NeighbourQuery {
  /** Least likeness, 0..1. */
  readonly least: number
  /** Most that are given, best first. */
  readonly limit: number
}

/**
 * Finds pages of like structure among a million in less than a millisecond: MinHash in 32 bands of
 * four (a page of likeness 0.6 is in a common band with 98.8 %, of 0.5 with 87 %) beside SimHash in
 * four bands of 16 bits. Holds 330 bytes for each fingerprint.
 *
 * Of pages that are equal in a band it keeps 32, so the whole of a large template is never listed:
 * it is found by those that came first, and a page that no band had room for is found by none.
 */
export class SkeletonIndex {
  readonly #words: BandChains
  readonly #sims: BandChains
  #seen: Uint32Array
  #round = 0
  #used = 0
  readonly #free: number[] = []

  /** `capacity`: fingerprints to make room for; more find room by doubling. */
  constructor(capacity = 1024) {
    this.#words = new BandChains({ bands: BANDS, capacity, sameMax: SAME_WORD_MAX })
    this.#sims = new BandChains({ bands: SIM_BANDS, capacity, sameMax: SAME_SIM_MAX })
    this.#seen = new Uint32Array(capacity)
  }

  /** Fingerprints that are held. */
  get size(): number {
    return this.#used - this.#free.length
  }

  /** Bytes of the arrays. */
  get memoryBytes(): number {
    return this.#seen.byteLength + this.#words.memoryBytes + this.#sims.memoryBytes
  }

  /** Holds a skeleton; the handle is a small whole number, used again after `remove`. */
  add(skeleton: PageSkeleton): number {
    const handle = this.#free.pop() ?? this.#used++
    this.#words.add(handle, minimaWords(skeleton))
    this.#sims.add(handle, simHashWords(skeleton))
    if (this.#seen.length < this.#words.capacity) this.#seen = new Uint32Array(this.#words.capacity)
    return handle
  }

  /** Lets go of what `add` gave the handle for. */
  remove(handle: number): void {
    this.#words.remove(handle)
    this.#sims.remove(handle)
    this.#free.push(handle)
  }

  /** Held pages that are like this one, best first; equally like ones in the order of their handles. */
  query(skeleton: PageSkeleton, { least, limit }: NeighbourQuery): Neighbour[] {
    this.#round = (this.#round + 1) >>> 0
    if (this.#round === 0) this.#seen.fill(this.#round++)
    const words = minimaWords(skeleton)
    const found: Neighbour[] = []
    const visit = (handle: number) => {
      if (this.#seen[handle] === this.#round) return
      this.#seen[handle] = this.#round
      const similarity = this.#likeness(handle, words)
      if (similarity >= least) found.push({ handle, similarity })
    }
    this.#words.each(words, visit)
    this.#sims.each(simHashWords(skeleton), visit)
    found.sort((a, b) => b.similarity - a.similarity || a.handle - b.handle)
    return found.slice(0, limit)
  }

  #likeness(handle: number, words: Uint32Array): number {
    let equal = 0
    const start = handle * BANDS
    const held = this.#words.words
    for (let at = 0; at < BANDS; at++) {
      const difference = held[start + at]! ^ words[at]!
      if (difference === 0) equal += 4
      else {
        if ((difference & 0xff) === 0) equal++
        if ((difference & 0xff00) === 0) equal++
        if ((difference & 0xff0000) === 0) equal++
        if ((difference & 0xff000000) === 0) equal++
      }
    }
    return Math.max(0, (equal / BAND_BYTES - BY_CHANCE) / (1 - BY_CHANCE))
  }
}
