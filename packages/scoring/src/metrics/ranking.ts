/** How well scores put frauds before the rest. Ties are never broken in anybody's favour. */
export interface RankingFigures {
  readonly rows: number
  readonly positives: number
  /** Area under the ROC curve: how often a fraud has a higher score than another order; ties count half. */
  readonly auc: number
  /** Average precision: precision at each distinct score, weighted by the recall it adds. */
  readonly averagePrecision: number
  /** Highest share of the frauds that is found with at most 1 % of the others. */
  readonly recallAtFpr1: number
  /** How many times more frauds the 20 % with the highest scores hold than any 20 %; ties by their share. */
  readonly liftAt20: number
}

const FPR = 0.01
const TOP_SHARE = 0.2

/** @param labels 1: fraud, 0: not; `NaN` in place of what cannot be said when there is one kind only */
export function rankingFigures(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): RankingFigures {
  const rows = scores.length
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort(
    (a, b) => scores[b]! - scores[a]! || a - b,
  )
  let positives = 0
  for (let row = 0; row < rows; row++) positives += labels[row]!
  const negatives = rows - positives
  const top = rows * TOP_SHARE
  let hits = 0
  let falses = 0
  let area = 0
  let precision = 0
  let recallAtFpr1 = 0
  let inTop = 0
  for (let at = 0; at < rows;) {
    const score = scores[order[at]!]!
    let tiedHits = 0
    let tied = 0
    for (; at + tied < rows && scores[order[at + tied]!] === score; tied++) {
      tiedHits += labels[order[at + tied]!]!
    }
    const tiedFalses = tied - tiedHits
    area += tiedFalses * (hits + tiedHits / 2)
    inTop += tiedHits * Math.min(1, Math.max(0, (top - at) / tied))
    hits += tiedHits
    falses += tiedFalses
    at += tied
    precision += tiedHits * (hits / at)
    if (falses <= negatives * FPR) recallAtFpr1 = hits / positives
  }
  return {
    rows,
    positives,
    auc: area / (positives * negatives),
    averagePrecision: precision / positives,
    recallAtFpr1,
    liftAt20: inTop / (positives * TOP_SHARE),
  }
}

/** Mean squared distance of a probability from what happened (Brier, 1950). */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0
  for (let row = 0; row < labels.length; row++) sum += (probabilities[row]! - labels[row]!) ** 2
  return sum / labels.length
}
