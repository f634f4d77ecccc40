import { isJoined, share, type PagePair } from './page-pairs.ts'

/** What a threshold that was chosen without some templates does on those. */
export interface ThresholdFold {
  readonly threshold: number
  readonly pairs: number
  readonly joined_share: number
  readonly false_join_share: number
}

const FOLDS = 5
const FALSE_JOINS_MOST = 0.001
const CANDIDATES = Array.from({ length: 13 }, (_, at) => (at + 6) / 20)

/**
 * Chooses the least threshold with at most 0.1 % false joins on four fifths of the templates, in the
 * order of their names, and tries it on the last fifth; five times.
 */
export function thresholdFolds(pairs: readonly PagePair[]): ThresholdFold[] {
  const groups = [
    ...new Set(pairs.flatMap(({ left, right }) => [left.group, right.group])),
  ].toSorted()
  const foldOf = new Map(groups.map((group, at) => [group, at % FOLDS]))
  return Array.from({ length: FOLDS }, (_, fold) => {
    const isIn = ({ left, right }: PagePair) =>
      foldOf.get(left.group) === fold && foldOf.get(right.group) === fold
    const isOut = ({ left, right }: PagePair) =>
      foldOf.get(left.group) !== fold && foldOf.get(right.group) !== fold
    const threshold = chosen(pairs.filter(isOut))
    const test = pairs.filter(isIn)
    return { threshold, pairs: test.length, ...sharesAt(test, threshold) }
  })
}

function chosen(pairs: readonly PagePair[]): number {
  return (
    CANDIDATES.find(
      (threshold) => sharesAt(pairs, threshold).false_join_share <= FALSE_JOINS_MOST,
    ) ?? 1
  )
}

function sharesAt(pairs: readonly PagePair[], threshold: number) {
  const joined = pairs.filter((pair) => isJoined(pair, threshold))
  const same = pairs.filter(({ isSame }) => isSame).length
  const right = joined.filter(({ isSame }) => isSame).length
  return {
    joined_share: share(right, same),
    false_join_share: share(joined.length - right, pairs.length - same),
  }
}
