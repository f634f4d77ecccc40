import type { PageSkeleton } from '../../observation/page.ts'

/** Pages of fewer elements are like many others: they join nothing. */
export const JOIN_ELEMENTS = 12

/**
 * Two pages at or above this likeness are said to be of one template. Chosen on train files by folds
 * of templates, which took 0.4 to 0.5: docs/reference/evaluation.md.
 */
export const JOIN_SIMILARITY = 0.5

/** Share of equal minima, 0..1: an estimate of the weighted Jaccard index of their tokens. */
export function skeletonSimilarity(left: PageSkeleton, right: PageSkeleton): number {
  const { length } = left.minHash
  if (length === 0 || length !== right.minHash.length) return 0
  let equal = 0
  for (let at = 0; at < length; at++) {
    const difference = left.minHash[at]! ^ right.minHash[at]!
    if ((difference & 0xffff) === 0) equal++
    if (difference >>> 16 === 0) equal++
  }
  return equal / (2 * length)
}

/** Exact weighted Jaccard index of two multisets of tokens, 0..1; 0 where both are empty. */
export function tokenSimilarity(
  left: ReadonlyMap<string, number>,
  right: ReadonlyMap<string, number>,
): number {
  let [shared, all] = [0, 0]
  for (const [token, weight] of left) {
    const other = right.get(token) ?? 0
    shared += Math.min(weight, other)
    all += Math.max(weight, other)
  }
  for (const [token, weight] of right) if (!left.has(token)) all += weight
  return all === 0 ? 0 : shared / all
}

/** Whether two pages are of one template: alike enough, and large enough to say so. */
export function isSameTemplate(left: PageSkeleton, right: PageSkeleton): boolean {
  return (
    Math.min(left.elements, right.elements) >= JOIN_ELEMENTS &&
    skeletonSimilarity(left, right) >= JOIN_SIMILARITY
  )
}
