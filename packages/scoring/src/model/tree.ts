/**
 * One decision tree. Inner nodes and leaves are numbered apart: a child of `n >= 0` is an inner
 * node, one of `n < 0` the leaf `~n`. A tree that is one leaf has no inner nodes.
 */
export interface Tree {
  readonly feature: Int32Array
  /** A number goes left when it is at most this; unused where `sets` says something. */
  readonly threshold: Float64Array
  /** Of numbers: 1 when what is missing goes left. */
  readonly missingLeft: Uint8Array
  /** Of categories: the 256 bits of the bins that go left; `null` where the column is a number. */
  readonly sets: readonly (Uint32Array | null)[]
  readonly left: Int32Array
  readonly right: Int32Array
  /** Added to the log-odds. */
  readonly leafValue: Float64Array
  /** Weight of the training rows that came by, of inner nodes and of leaves: for explanations. */
  readonly cover: Float64Array
  readonly leafCover: Float64Array
}

export const SET_WORDS = 8

export function isInSet(set: Uint32Array, bin: number): boolean {
  return ((set[bin >>> 5]! >>> (bin & 31)) & 1) === 1
}

export function putIntoSet(set: Uint32Array, bin: number): void {
  set[bin >>> 5]! |= 1 << (bin & 31)
}

/** Ascending. */
export function binsOf(set: Uint32Array): number[] {
  const bins: number[] = []
  for (let word = 0; word < SET_WORDS; word++) {
    for (let rest = set[word]!; rest !== 0; rest &= rest - 1) {
      bins.push(word * 32 + 31 - Math.clz32(rest & -rest))
    }
  }
  return bins
}
