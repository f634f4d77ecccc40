import type { PageSkeleton } from '../../observation/page.ts'

/** Pages of fewer elements are like many others: they join nothing. */
export const JOIN_ELEMENTS = 12

/**
 * Two pages at or above this likeness are said to be of one template. Chosen on the train files of
 * docs/reference/links.md by folds of templates.
 */
export const JOIN_SIMILARITY = 0.6

/** Share of equal minima, 0..1: an estimate of the weighted Jaccard index of their tokens. */
export function skeletonSimilarity(left: PageSkeleton, right: PageSkeleton): number {
  const { length } = left.minHash
  if (length === 0 || length !== right.minHash.length) return 0
  let equal = 0
  for (let at = 0; at < length; at++) if (left.minHash[at] === right.minHash[at]) equal++
  return equal / length
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
