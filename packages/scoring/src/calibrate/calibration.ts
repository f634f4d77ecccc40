/**
 * Turns what a model says into how often that turned out to be fraud. Fitted on rows that the model
 * was not trained on, and that came later.
 */
export type Calibration = PlattCalibration | IsotonicCalibration

/** A straight line on log-odds (J. Platt, "Probabilistic outputs for support vector machines", 1999). */
export interface PlattCalibration {
  readonly kind: 'platt'
  readonly slope: number
  readonly intercept: number
}

/**
 * Steps that never fall (pool adjacent violators: Ayer et al. 1955; Zadrozny and Elkan, KDD 2002),
 * joined by straight lines so that two orders that are apart stay apart.
 */
export interface IsotonicCalibration {
  readonly kind: 'isotonic'
  /** Log-odds of the model, ascending. */
  readonly at: Float64Array
  /** Probability there, never falling, within (0, 1). */
  readonly probability: Float64Array
}

/** @returns a probability in (0, 1) */
export function calibrate(calibration: Calibration, logOdds: number): number {
  if (calibration.kind === 'platt') {
    return 1 / (1 + Math.exp(-(calibration.slope * logOdds + calibration.intercept)))
  }
  const { at, probability } = calibration
  const last = at.length - 1
  if (logOdds <= at[0]!) return probability[0]!
  if (logOdds >= at[last]!) return probability[last]!
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (at[middle]! <= logOdds) low = middle
    else high = middle
  }
  const share = (logOdds - at[low]!) / (at[high]! - at[low]!)
  return probability[low]! + share * (probability[high]! - probability[low]!)
}

/** Steps need many frauds; below that a line says as much with less noise. */
const ISOTONIC_FRAUDS_MIN = 300

/** The kind that fits the number of frauds. @throws RangeError when the rows are of one kind only */
export function fitCalibration(
  logOdds: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Calibration {
  let frauds = 0
  for (let row = 0; row < labels.length; row++) frauds += labels[row]!
  return frauds >= ISOTONIC_FRAUDS_MIN
    ? fitIsotonic(logOdds, labels, weights)
    : fitPlatt(logOdds, labels, weights)
}

const NEWTON_ROUNDS_MAX = 100
const NEWTON_END = 1e-10
/** Keeps the slope finite where the two kinds do not overlap at all. */
const RIDGE = 1e-6

export function fitPlatt(
  logOdds: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): PlattCalibration {
  const { positives, negatives } = weightByKind(labels, weights)
  // Targets short of 0 and 1, as Platt has them: few rows are no certainty.
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (negatives + 2)
  let slope = 1
  let intercept = 0
  for (let round = 0; round < NEWTON_ROUNDS_MAX; round++) {
    let [ga, gb, haa, hab, hbb] = [RIDGE * (slope - 1), 0, RIDGE, 0, RIDGE]
    for (let row = 0; row < labels.length; row++) {
      const x = logOdds[row]!
      const weight = weights?.[row] ?? 1
      const p = 1 / (1 + Math.exp(-(slope * x + intercept)))
      const error = (p - (labels[row] === 1 ? high : low)) * weight
      const curve = p * (1 - p) * weight
      ga += error * x
      gb += error
      haa += curve * x * x
      hab += curve * x
      hbb += curve
    }
    const determinant = haa * hbb - hab * hab
    const da = (hbb * ga - hab * gb) / determinant
    const db = (haa * gb - hab * ga) / determinant
    slope -= da
    intercept -= db
    if (Math.abs(da) + Math.abs(db) < NEWTON_END) break
  }
  return { kind: 'platt', slope, intercept }
}

export function fitIsotonic(
  logOdds: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): IsotonicCalibration {
  weightByKind(labels, weights)
  const order = Uint32Array.from({ length: labels.length }, (_, row) => row).sort(
    (a, b) => logOdds[a]! - logOdds[b]! || a - b,
  )
  const blocks: Block[] = []
  for (let at = 0; at < order.length;) {
    const score = logOdds[order[at]!]!
    const block: Block = { sum: 0, weight: 0, center: 0 }
    // Rows of one score are one point: their order is nobody's doing.
    for (; at < order.length && logOdds[order[at]!] === score; at++) {
      const weight = weights?.[order[at]!] ?? 1
      block.sum += labels[order[at]!]! * weight
      block.weight += weight
    }
    if (block.weight === 0) continue
    block.center = score * block.weight
    blocks.push(block)
    while (blocks.length > 1 && mean(blocks.at(-2)!) >= mean(blocks.at(-1)!)) {
      const last = blocks.pop()!
      const before = blocks.at(-1)!
      before.sum += last.sum
      before.weight += last.weight
      before.center += last.center
    }
  }
  // None seen is not never, and all is not always: half a row stands against each end.
  const all = blocks.reduce((sum, { weight }) => sum + weight, 0)
  const least = 0.5 / (all + 1)
  return {
    kind: 'isotonic',
    at: Float64Array.from(blocks, ({ center, weight }) => center / weight),
    probability: Float64Array.from(blocks, (block) =>
      Math.min(Math.max(mean(block), least), 1 - least),
    ),
  }
}

interface Block {
  sum: number
  weight: number
  /** Sum of the scores, by weight. */
  center: number
}

function mean({ sum, weight }: Block): number {
  return sum / weight
}

function weightByKind(
  labels: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): { positives: number; negatives: number } {
  let positives = 0
  let all = 0
  for (let row = 0; row < labels.length; row++) {
    const weight = weights?.[row] ?? 1
    positives += labels[row]! * weight
    all += weight
  }
  if (positives <= 0 || positives >= all) {
    throw new RangeError('calibration needs rows of both kinds')
  }
  return { positives, negatives: all - positives }
}

/**
 * Expected calibration error: mean distance between what was said and what happened, over groups of
 * about as many rows (Naeini et al., AAAI 2015, with equal-frequency bins).
 */
export function calibrationError(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  groups = 10,
): number {
  const rows = labels.length
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort(
    (a, b) => probabilities[a]! - probabilities[b]! || a - b,
  )
  let error = 0
  for (let group = 0; group < groups; group++) {
    const from = Math.round((rows * group) / groups)
    const to = Math.round((rows * (group + 1)) / groups)
    let said = 0
    let happened = 0
    for (let at = from; at < to; at++) {
      said += probabilities[order[at]!]!
      happened += labels[order[at]!]!
    }
    error += Math.abs(said - happened)
  }
  return error / rows
}
