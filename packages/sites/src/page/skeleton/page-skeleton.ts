import type { PageSkeleton } from '../../observation/page.ts'
import { hash32, mix32 } from './hash.ts'

/** Minima of a skeleton: the estimate of a likeness of 0.5 is off by 0.031 (one standard error). */
export const MIN_HASHES = 256

/** Words that hold the minima, two to a word: 16 bits tell two tokens apart all but once in 65,536. */
export const MIN_HASH_WORDS = MIN_HASHES / 2

/** Seeds of the two halves of a token's 64 bits. */
const HIGH_SEED = 0x5bd1e995
const LOW_SEED = 0x1b873593

/** 2^32 divided by the golden ratio: tells the repetitions of one token, and the minima, apart. */
const GOLDEN = 0x9e3779b9

/** What each minimum changes a hash with before it is multiplied, and by what: odd, so one to one. */
const SEEDS = Uint32Array.from({ length: MIN_HASHES }, (_, at) => mix32(Math.imul(at + 1, GOLDEN)))
const FACTORS = SEEDS.map((seed) => mix32(seed ^ LOW_SEED) | 1)

/**
 * Folds a weighted multiset of tokens into 64 bits (SimHash: Charikar, STOC 2002) and 256 minima, of
 * which 16 bits each are kept (MinHash: Broder 1997; b-bit: Li and König, WWW 2010). A token of weight
 * w goes in as w different ones, so that equal minima estimate the weighted Jaccard index: the sum of
 * the smaller weights over that of the larger.
 */
export function skeletonOf(weights: ReadonlyMap<string, number>, elements: number): PageSkeleton {
  const votes = new Int32Array(64)
  const minima = new Uint32Array(MIN_HASHES).fill(0xffffffff)
  for (const [token, weight] of weights) {
    const high = hash32(token, HIGH_SEED)
    const low = hash32(token, LOW_SEED)
    for (let bit = 0; bit < 32; bit++) {
      votes[bit]! += (high >>> bit) & 1 ? weight : -weight
      votes[bit + 32]! += (low >>> bit) & 1 ? weight : -weight
    }
    for (let copy = 0; copy < weight; copy++) lower(minima, high + Math.imul(copy, GOLDEN))
  }
  return { simHash: hexOf(votes), minHash: packed(minima), elements }
}

function lower(minima: Uint32Array, hash: number): void {
  for (let at = 0; at < MIN_HASHES; at++) {
    const mixed = Math.imul(hash ^ SEEDS[at]!, FACTORS[at]!) >>> 0
    if (mixed < minima[at]!) minima[at] = mixed
  }
}

/** A minimum is small, so its bits are mixed before some are dropped. */
function packed(minima: Uint32Array): Uint32Array {
  const words = new Uint32Array(MIN_HASH_WORDS)
  for (let at = 0; at < MIN_HASHES; at++) {
    words[at >> 1]! |= (mix32(minima[at]!) & 0xffff) << ((at & 1) * 16)
  }
  return words
}

/** Sixteen digits; a draw counts as 0, so an empty page is all zeros. */
function hexOf(votes: Int32Array): string {
  let text = ''
  for (let digit = 15; digit >= 0; digit--) {
    let value = 0
    for (let bit = 0; bit < 4; bit++) if (votes[digit * 4 + bit]! > 0) value |= 1 << bit
    text += value.toString(16)
  }
  return text
}
