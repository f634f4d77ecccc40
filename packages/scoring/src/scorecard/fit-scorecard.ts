/**
 * A scorecard fitted to few labels: how much each yes-or-no fact (a rule that hits) speaks for fraud,
 * with how sure that is. Bayesian logistic regression with a normal prior around what is believed
 * already (a merchant's own weights, or nothing), solved by Newton's method; intervals from the
 * Laplace approximation (Bishop, "Pattern Recognition and Machine Learning", 4.5).
 */
export interface ScorecardData {
  /** Names of the facts. */
  readonly facts: readonly string[]
  /** Row by row: the places of the facts that hold. */
  readonly hits: readonly (readonly number[])[]
  readonly labels: ArrayLike<number>
  readonly weights?: ArrayLike<number>
}

export interface ScorecardSettings {
  /** What is believed of each fact before the labels, log-odds; 0 when absent. */
  readonly prior?: readonly number[]
  /** How far from that labels have to be strong to take it: one standard deviation, log-odds. */
  readonly priorDeviation?: number
}

export interface FittedFact {
  readonly fact: string
  /** Log-odds that it adds. */
  readonly weight: number
  /** Between them it is with a probability of 95 %. */
  readonly low: number
  readonly high: number
  /** Rows in which it holds, and frauds among them. */
  readonly rows: number
  readonly frauds: number
}

export interface FittedScorecard {
  readonly intercept: number
  readonly facts: readonly FittedFact[]
}

const PRIOR_DEVIATION = 1
/** Of the intercept: it follows the data. */
const INTERCEPT_DEVIATION = 10
const ROUNDS_MAX = 50
const END = 1e-9
const Z95 = 1.959963984540054
const STEP_MAX = 5

/** @throws RangeError when the labels are of one kind only */
export function fitScorecard(
  data: ScorecardData,
  settings: ScorecardSettings = {},
): FittedScorecard {
  const { facts, hits, labels } = data
  const size = facts.length + 1
  const mean = new Float64Array(size)
  for (const [at, weight] of (settings.prior ?? []).entries()) mean[at] = weight
  const deviation = settings.priorDeviation ?? PRIOR_DEVIATION
  const precision = new Float64Array(size).fill(1 / deviation ** 2)
  precision[size - 1] = 1 / INTERCEPT_DEVIATION ** 2
  const frauds = Array.from(labels).reduce((sum, label) => sum + label, 0)
  if (frauds === 0 || frauds === labels.length) {
    throw new RangeError('a scorecard needs labels of both kinds')
  }
  const weights = Float64Array.from(mean)
  weights[size - 1] = Math.log(frauds / (labels.length - frauds))
  let curvature = new Float64Array(size * size)
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const { gradient, hessian } = derivatives(data, weights, mean, precision)
    curvature = hessian
    const step = solve(cholesky(hessian, size), gradient, size)
    const largest = step.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    // Far from the answer a whole step may overshoot.
    const share = largest > STEP_MAX ? STEP_MAX / largest : 1
    for (let at = 0; at < size; at++) weights[at]! -= share * step[at]!
    if (largest < END) break
  }
  const factor = cholesky(curvature, size)
  return {
    intercept: weights[size - 1]!,
    facts: facts.map((fact, at) => {
      const unit = new Float64Array(size)
      unit[at] = 1
      const spread = Z95 * Math.sqrt(solve(factor, unit, size)[at]!)
      const rows = hits.flatMap((row, index) => (row.includes(at) ? [index] : []))
      return {
        fact,
        weight: weights[at]!,
        low: weights[at]! - spread,
        high: weights[at]! + spread,
        rows: rows.length,
        frauds: rows.reduce((sum, row) => sum + labels[row]!, 0),
      }
    }),
  }
}

/** Log-odds of a row of which these facts hold. */
export function scorecardLogOdds(
  { intercept, facts }: FittedScorecard,
  hits: readonly number[],
): number {
  return hits.reduce((sum, fact) => sum + facts[fact]!.weight, intercept)
}

function derivatives(
  { hits, labels, weights: counts }: ScorecardData,
  weights: Float64Array,
  mean: Float64Array,
  precision: Float64Array,
): { gradient: Float64Array; hessian: Float64Array<ArrayBuffer> } {
  const size = weights.length
  const last = size - 1
  const gradient = new Float64Array(size)
  const hessian = new Float64Array(size * size)
  for (let at = 0; at < size; at++) {
    gradient[at] = precision[at]! * (weights[at]! - mean[at]!)
    hessian[at * size + at] = precision[at]!
  }
  for (const [row, held] of hits.entries()) {
    const count = counts?.[row] ?? 1
    const logOdds = held.reduce((sum, fact) => sum + weights[fact]!, weights[last]!)
    const probability = 1 / (1 + Math.exp(-logOdds))
    const error = (probability - labels[row]!) * count
    const curve = probability * (1 - probability) * count
    const places = [...held, last]
    for (const a of places) {
      gradient[a]! += error
      for (const b of places) hessian[a * size + b]! += curve
    }
  }
  return { gradient, hessian }
}

/** Lower triangle of a positive definite matrix: the prior keeps it so. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!
      for (let at = 0; at < column; at++) {
        sum -= factor[row * size + at]! * factor[column * size + at]!
      }
      factor[row * size + column] =
        row === column ? Math.sqrt(sum) : sum / factor[column * size + column]!
    }
  }
  return factor
}

function solve(factor: Float64Array, right: Float64Array, size: number): Float64Array {
  const solved = Float64Array.from(right)
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < row; at++) solved[row]! -= factor[row * size + at]! * solved[at]!
    solved[row]! /= factor[row * size + row]!
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let at = row + 1; at < size; at++) solved[row]! -= factor[at * size + row]! * solved[at]!
    solved[row]! /= factor[row * size + row]!
  }
  return solved
}
