import type { SignalType } from '@gatehouse/contract'
import { takeRows, type DataSet } from '../data/data-set.ts'
import { rankingFigures } from '../metrics/ranking.ts'
import { factsOf, type Fact, type HeldFact } from './facts.ts'
import { fitScorecard } from './fit-scorecard.ts'

/** What one fact takes off the trust score of an order of which it holds. */
export interface FactPoints {
  readonly fact: Fact
  /** Negative: it speaks for the order. */
  readonly points: number
  /** Between them the points are with a probability of 95 %. */
  readonly low: number
  readonly high: number
  /** Orders of which it holds, and frauds among them. */
  readonly rows: number
  readonly frauds: number
}

export interface PointsTable {
  readonly points: readonly FactPoints[]
  readonly rows: number
  readonly frauds: number
  /**
   * How well the same procedure ranked the latest orders when it was shown the earlier ones alone;
   * `null`: too few frauds among either.
   */
  readonly measured: {
    readonly auc: number
    readonly rows: number
    readonly frauds: number
  } | null
}

/** With fewer frauds the points are what chance says. */
export const SCORECARD_FRAUDS_MIN = 20
const FACTS_MAX = 12
/** A fact for so many frauds: more would learn them by heart. */
const FRAUDS_PER_FACT = 3
/** A fact has to hold of so many orders, and not of so many. */
const ROWS_MIN = 10
const LATER = 0.7
const MEASURED_FRAUDS_MIN = 5
/** Points off at which an order is as probably fraud as not. */
const EVEN_POINTS = 50
/** The chi-squared of p = 0.005, the least that a fact has to tell. */
const GAIN_MIN = 7.88

/**
 * An additive table of points from few labels, which a person can read and change: facts that tell
 * fraud from the rest are chosen one after the other (score test, by what each tells beyond those that
 * were chosen before), and weighed together by Bayesian logistic regression (`fitScorecard`). Points are
 * log-odds, scaled so that 50 of them make an order of which nothing holds as probably fraud as not.
 * The intervals do not count that the facts were chosen by the same labels.
 *
 * @param data in the order of time, oldest first
 * @throws RangeError for fewer than `SCORECARD_FRAUDS_MIN` frauds, or when no fact tells anything
 */
export function fitPoints(
  data: DataSet,
  typeOf: (signal: string) => SignalType | undefined,
): PointsTable {
  const frauds = fraudsOf(data.labels)
  if (frauds < SCORECARD_FRAUDS_MIN || data.rows - frauds < SCORECARD_FRAUDS_MIN) {
    throw new RangeError(
      `${frauds} frauds and ${data.rows - frauds} good orders are there, and ${SCORECARD_FRAUDS_MIN} of each are needed`,
    )
  }
  const chosen = choose(factsOf(data.columns, typeOf), data.labels)
  if (chosen.length === 0) throw new RangeError('no signal tells fraud from the rest')
  const { intercept, facts } = fitted(chosen, data.labels)
  const scale = EVEN_POINTS / Math.max(1, -intercept)
  return {
    points: facts
      .map(({ weight, low, high, rows, frauds: among }, at) => ({
        fact: chosen[at]!.fact,
        points: weight * scale,
        low: low * scale,
        high: high * scale,
        rows,
        frauds: among,
      }))
      .sort((a, b) => b.points - a.points),
    rows: data.rows,
    frauds,
    measured: measure(data, typeOf),
  }
}

function fitted(chosen: readonly HeldFact[], labels: Uint8Array) {
  const hits = Array.from(labels, (_, row) =>
    chosen.flatMap(({ holds }, at) => (holds[row] === 1 ? [at] : [])),
  )
  return fitScorecard({ facts: chosen.map(({ fact }) => fact.signal), hits, labels })
}

/** One after the other, each by what it tells beyond those that were chosen before. */
function choose(all: readonly HeldFact[], labels: Uint8Array): HeldFact[] {
  const most = Math.min(FACTS_MAX, Math.floor(fraudsOf(labels) / FRAUDS_PER_FACT))
  const share = fraudsOf(labels) / labels.length
  let said: Float64Array = new Float64Array(labels.length).fill(share)
  // What the best of so many facts tells by chance (risk inflation criterion: Foster, George, 1994).
  const least = Math.max(GAIN_MIN, 2 * Math.log(Math.max(1, all.length)))
  const chosen: HeldFact[] = []
  while (chosen.length < most) {
    let best: HeldFact | null = null
    let bestGain = least
    for (const held of all) {
      const gain = gainOf(held.holds, labels, said)
      if (gain <= bestGain) continue
      best = held
      bestGain = gain
    }
    if (best === null || chosen.includes(best)) return chosen
    chosen.push(best)
    said = probabilities(chosen, labels)
  }
  return chosen
}

function probabilities(chosen: readonly HeldFact[], labels: Uint8Array): Float64Array {
  const { intercept, facts } = fitted(chosen, labels)
  return Float64Array.from(labels, (_, row) => {
    let logOdds = intercept
    for (const [at, { holds }] of chosen.entries()) logOdds += holds[row]! * facts[at]!.weight
    return 1 / (1 + Math.exp(-logOdds))
  })
}

/**
 * Rao's score test of a fact beside what was said so far: chi-squared of one degree. That the fact
 * may resemble those that were chosen is not taken off its variance, so it is judged too hard.
 */
function gainOf(holds: Uint8Array, labels: Uint8Array, said: Float64Array): number {
  let [rows, score, curve, curveOfIt] = [0, 0, 0, 0]
  for (let row = 0; row < labels.length; row++) {
    const own = said[row]! * (1 - said[row]!)
    curve += own
    if (holds[row] === 0) continue
    rows += 1
    score += labels[row]! - said[row]!
    curveOfIt += own
  }
  if (rows < ROWS_MIN || labels.length - rows < ROWS_MIN) return 0
  const variance = curveOfIt * (1 - curveOfIt / curve)
  return variance > 0 ? score ** 2 / variance : 0
}

/** The whole procedure on the earlier orders, facts and all, and its ranking of the later ones. */
function measure(
  data: DataSet,
  typeOf: (signal: string) => SignalType | undefined,
): PointsTable['measured'] {
  const cut = Math.round(data.rows * LATER)
  const rows = (from: number, to: number) =>
    takeRows(
      data,
      Array.from({ length: to - from }, (_, at) => from + at),
    )
  const [earlier, later] = [rows(0, cut), rows(cut, data.rows)]
  const frauds = fraudsOf(later.labels)
  if (frauds < MEASURED_FRAUDS_MIN || fraudsOf(earlier.labels) < MEASURED_FRAUDS_MIN) return null
  const chosen = choose(factsOf(earlier.columns, typeOf), earlier.labels)
  if (chosen.length === 0) return null
  const { facts } = fitted(chosen, earlier.labels)
  const scores = new Float64Array(later.rows)
  for (const [at, { fact }] of chosen.entries()) {
    const holds = holdsOf(fact, later)
    for (let row = 0; row < later.rows; row++) scores[row]! += holds[row]! * facts[at]!.weight
  }
  return { auc: rankingFigures(scores, later.labels).auc, rows: later.rows, frauds }
}

function holdsOf(fact: Fact, { columns, rows }: DataSet): Uint8Array {
  const column = columns.find(({ name }) => name === fact.signal)
  if (column === undefined) return new Uint8Array(rows)
  if (column.kind === 'category') {
    const code = fact.is === 'equal' ? column.names.indexOf(fact.value) : -1
    return Uint8Array.from(column.codes, (each) => (code >= 0 && each === code ? 1 : 0))
  }
  const least = fact.is === 'at_least' ? fact.value : 1
  return Uint8Array.from(column.values, (value) => (value >= least ? 1 : 0))
}

function fraudsOf(labels: ArrayLike<number>): number {
  return Array.from(labels).reduce((sum, label) => sum + label, 0)
}
