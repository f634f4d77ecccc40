import type { PageSkeleton } from '../../observation/page.ts'
import { mix32 } from './hash.ts'
import { MIN_HASHES } from './page-skeleton.ts'

/** The first half of the minima is used, one byte of each; four make a band, so a band is one word. */
export const BAND_BYTES = MIN_HASHES / 2
export const BANDS = BAND_BYTES / 4

/** Bands of SimHash: pages that differ in up to three bits have one in common (Manku 2007). */
export const SIM_BANDS = 4

/**
 * Keys under which a page is found by pages like it, for a table of keys: 36 whole numbers below
 * 2^31. Two pages of likeness 0.6 have one in common with 99 %, of 0.5 with 87 %; pages that differ
 * in three bits of SimHash or less always. (SimHash alone finds one in seven at 0.5, one in three at
 * 0.6.) Unlike pages share a key now and then: compare before anything is said.
 */
export function skeletonBands(skeleton: PageSkeleton): number[] {
  const key = (word: number, band: number) => mix32(word ^ mix32(band + 1)) >>> 1
  const words = Array.from(minimaWords(skeleton), key)
  const simWords = Array.from(simHashWords(skeleton), (word, band) => key(word, BANDS + band))
  return [...words, ...simWords]
}

/** A byte of each of the first minima, four to a word. */
export function minimaWords({ minHash }: PageSkeleton): Uint32Array {
  const words = new Uint32Array(BANDS)
  for (let at = 0; at < BAND_BYTES; at++) {
    const minimum = minHash[at >> 1]! >>> ((at & 1) * 16)
    words[at >> 2]! |= (minimum & 0xff) << ((at & 3) * 8)
  }
  return words
}

/** The four bands of 16 bits. */
export function simHashWords({ simHash }: PageSkeleton): Uint32Array {
  return Uint32Array.from({ length: SIM_BANDS }, (_, band) =>
    Number.parseInt(simHash.slice(band * 4, band * 4 + 4), 16),
  )
}
