import {
  JOIN_ELEMENTS,
  JOIN_SIMILARITY,
  skeletonSimilarity,
  tokenSimilarity,
} from '@gatehouse/sites'
import { rankingFigures } from '@gatehouse/scoring'
import type { MeasuredPage } from './page-facts.ts'
import { jaccard } from './tag-runs.ts'

/** Two pages, and whether one template made both. */
export interface PagePair {
  readonly left: MeasuredPage
  readonly right: MeasuredPage
  readonly isSame: boolean
  /** As the product estimates it, exactly, and as the reference does. */
  readonly estimate: number
  readonly exact: number
  readonly reference: number
}

export interface PairFigures {
  readonly pairs: number
  readonly same_template: number
  readonly auc: number
  readonly auc_exact: number
  readonly auc_reference: number
  /** At the joining threshold. */
  readonly joined_share: number
  readonly false_joins: number
  readonly false_join_share: number
  /** False joins whose structure is the same to the last token: the label, not the page, differs. */
  readonly false_joins_equal: number
}

/**
 * Pairs of one set. The same group with different owners is a pair of one template; different groups
 * are not; the same group and owner says nothing, unless `ownersCount` is false.
 */
export function pairsOf(pages: readonly MeasuredPage[], ownersCount: boolean): PagePair[] {
  const pairs: PagePair[] = []
  for (const [at, left] of pages.entries()) {
    for (const right of pages.slice(at + 1)) {
      const isSame = left.group === right.group
      if (isSame && ownersCount && left.owner === right.owner) continue
      pairs.push(pairOf(left, right, isSame))
    }
  }
  return pairs
}

/** Every page of one set with every page of another: never one template. */
export function crossPairs(
  left: readonly MeasuredPage[],
  right: readonly MeasuredPage[],
): PagePair[] {
  return left.flatMap((one) => right.map((other) => pairOf(one, other, false)))
}

function pairOf(left: MeasuredPage, right: MeasuredPage, isSame: boolean): PagePair {
  return {
    left,
    right,
    isSame,
    estimate: skeletonSimilarity(left.skeleton, right.skeleton),
    exact: tokenSimilarity(left.tokens, right.tokens),
    reference: jaccard(left.runs, right.runs),
  }
}

export function isJoined(
  { left, right, estimate }: PagePair,
  threshold = JOIN_SIMILARITY,
): boolean {
  const elements = Math.min(left.skeleton.elements, right.skeleton.elements)
  return elements >= JOIN_ELEMENTS && estimate >= threshold
}

export function pairFigures(pairs: readonly PagePair[]): PairFigures {
  const same = pairs.filter(({ isSame }) => isSame)
  const different = pairs.filter(({ isSame }) => !isSame)
  const labels = pairs.map(({ isSame }) => Number(isSame))
  const aucOf = (score: (pair: PagePair) => number) =>
    same.length === 0 || different.length === 0
      ? Number.NaN
      : rankingFigures(pairs.map(score), labels).auc
  const wrong = different.filter((pair) => isJoined(pair))
  return {
    pairs: pairs.length,
    same_template: same.length,
    auc: aucOf(({ estimate }) => estimate),
    auc_exact: aucOf(({ exact }) => exact),
    auc_reference: aucOf(({ reference }) => reference),
    joined_share: share(same.filter((pair) => isJoined(pair)).length, same.length),
    false_joins: wrong.length,
    false_join_share: share(wrong.length, different.length),
    false_joins_equal: wrong.filter(({ exact }) => exact > 0.97).length,
  }
}

export function share(some: number, all: number): number {
  return all === 0 ? 0 : some / all
}
