import type { PageSkeleton } from '../../observation/page.ts'
import { hash32, mix32 } from './hash.ts'

/** Minima of a skeleton: the estimate of a likeness of 0.5 is off by 0.044 (one standard error). */
export const MIN_HASHES = 128

/** Seeds of the two halves of a token's 64 bits. */
const HIGH_SEED = 0x5bd1e995
const LOW_SEED = 0x1b873593

/** 2^32 divided by the golden ratio: tells the repetitions of one token, and the minima, apart. */
const GOLDEN = 0x9e3779b9

const SEEDS = Uint32Array.from({ length: MIN_HASHES }, (_, at) => mix32(Math.imul(at + 1, GOLDEN)))

/**
 * Folds a weighted multiset of tokens into 64 bits (SimHash: Charikar, STOC 2002) and 128 minima of
 * 32 bits (MinHash: Broder 1997). A token of weight w goes in as w different ones, so that equal
 * minima estimate the weighted Jaccard index: the sum of the smaller weights over that of the larger.
 */
export function skeletonOf(weights: ReadonlyMap<string, number>, elements: number): PageSkeleton {
  const votes = new Int32Array(64)
  const minHash = new Uint32Array(MIN_HASHES).fill(0xffffffff)
  for (const [token, weight] of weights) {
    const high = hash32(token, HIGH_SEED)
    const low = hash32(token, LOW_SEED)
    for (let bit = 0; bit < 32; bit++) {
      votes[bit]! += (high >>> bit) & 1 ? weight : -weight
      votes[bit + 32]! += (low >>> bit) & 1 ? weight : -weight
    }
    for (let copy = 0; copy < weight; copy++) lower(minHash, high + Math.imul(copy, GOLDEN))
  }
  return { simHash: hexOf(votes), minHash, elements }
}

function lower(minHash: Uint32Array, hash: number): void {
  for (let at = 0; at < MIN_HASHES; at++) {
    const mixed = mix32(hash ^ SEEDS[at]!)
    if (mixed < minHash[at]!) minHash[at] = mixed
  }
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
