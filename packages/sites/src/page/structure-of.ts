import type { PageSkeleton } from '../observation/page.ts'
import { parsePage } from './read/parse-page.ts'
import { skeletonOf } from './skeleton/page-skeleton.ts'

/**
 * Structure of a page whatever its state, with the tokens that it was folded from: the exact likeness
 * of two pages is that of their tokens.
 */
export function skeletonTokens(html: string): {
  readonly tokens: ReadonlyMap<string, number>
  readonly skeleton: PageSkeleton
} {
  const { tokens, elements } = parsePage(html)
  return { tokens, skeleton: skeletonOf(tokens, elements) }
}
