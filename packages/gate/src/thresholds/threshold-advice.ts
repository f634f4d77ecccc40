import type { RulesetThresholds, THRESHOLD_VERDICTS } from '@gatehouse/contract'
import { wilsonInterval } from '../proportion.ts'
import type { Costs } from '../worth.ts'
import {
  bestThresholds,
  fraudShareAt,
  keepsTo,
  SEARCHED,
  type Search,
  type ThresholdLimits,
  type Unreachable,
} from './best-thresholds.ts'
import { gainOf, type Gain } from './gain-interval.ts'
import { only, sharesOf, type Figures, type PricedOrder } from './priced-order.ts'
import {
  cellOf,
  figuresAt,
  profitGrid,
  type GridOrders,
  type Place,
  type ProfitGrid,
} from './profit-grid.ts'

/** Points between two levels that are tried. */
const STEP = 0.5
const TRUST_MAX = 100
/** Of fewer frauds no share is known to a fifth of itself, whatever it is. */
export const FRAUDS_MIN = 20
/** A tenth of what may go through: filters that let less through than that hold good orders too. */
const STRICT_PART = 0.1

/** A pair of thresholds and what it comes to on the orders. */
export interface ThresholdStand extends Figures {
  readonly thresholds: RulesetThresholds
  readonly fraudShare: number
  /** 95 % Wilson interval of it; `null`: nothing goes through. */
  readonly fraudShareInterval: { readonly low: number; readonly high: number } | null
  readonly reviewShare: number
  readonly declineShare: number
  readonly isWithinLimits: boolean
}

export type ThresholdVerdict = (typeof THRESHOLD_VERDICTS)[number]

/** One threshold moved, the other where it is best. */
export type CurvePoint = Pick<
  ThresholdStand,
  'profit' | 'saved' | 'lost' | 'fraudShare' | 'reviewShare' | 'declineShare' | 'goodDeclinedAmount'
> & { readonly level: number }

export interface ThresholdAdvice {
  readonly orders: number
  readonly fraud: number
  readonly good: number
  /** Nobody knows what they are: they are worth nothing here. */
  readonly unknown: number
  readonly limits: ThresholdLimits
  readonly today: ThresholdStand
  readonly best: ThresholdStand
  readonly unreachable: Unreachable
  readonly gain: Gain
  readonly verdict: ThresholdVerdict
  /** `null`: none. What the shop loses by filters that let nearly no fraud through. */
  readonly tooStrict: { readonly gain: number } | null
  /** `null`: it costs nothing. What keeping to the share of fraud costs, against the best without. */
  readonly costOfLimit: { readonly cost: number; readonly free: ThresholdStand } | null
  /** Along `reject_below`, and along `submit_to_processor`. */
  readonly declineCurve: readonly CurvePoint[]
  readonly reviewCurve: readonly CurvePoint[]
}

export interface AdviceRequest {
  readonly thresholds: RulesetThresholds
  readonly costs: Costs
  readonly limits: ThresholdLimits
  readonly seed: number
  /** Of the bootstrap; 200 when absent. */
  readonly draws?: number
}

/**
 * Where the thresholds of a ruleset would have earned most on orders of which it is known what
 * became of them.
 */
export function adviseThresholds(
  orders: readonly PricedOrder[],
  { thresholds, costs, limits, seed, draws }: AdviceRequest,
): ThresholdAdvice {
  const levels = levelsWith(thresholds)
  const gridded: GridOrders = {
    levels,
    challenge: levels.indexOf(thresholds.challenge_below ?? 0),
    cells: Uint16Array.from(orders, ({ trust }) => cellOf(trust, levels)),
  }
  const shares = sharesOf(orders, costs)
  const grid = profitGrid(gridded, shares)
  const today = {
    reject: levels.indexOf(thresholds.reject_below),
    submit: levels.indexOf(thresholds.submit_to_processor),
  }
  const search = { grid, levels, orders: orders.length, today, limits }
  const { place, unreachable } = bestThresholds(search)
  const free = bestThresholds({ ...search, limits: { ...limits, fraudShare: 1 } }).place
  const stand = (at: Place) => standOf(search, thresholds, at)
  const gain = gainOf(gridded, only(shares, SEARCHED), search, place, {
    seed,
    draws,
  })
  const known = { fraud: 0, good: 0, unknown: 0 }
  for (const { truth } of orders) known[truth ?? 'unknown']++
  const now = stand(today)
  const best = stand(place)
  const freely = stand(free)
  const cost = freely.profit - best.profit
  const verdict = verdictOf({ now, best, gain, unreachable, fraud: known.fraud })
  const isStrict =
    now.fraudShare <= limits.fraudShare * STRICT_PART &&
    best.goodDeclinedAmount < now.goodDeclinedAmount &&
    verdict === 'move'
  return {
    orders: orders.length,
    ...known,
    limits,
    today: now,
    best,
    unreachable,
    gain,
    verdict,
    tooStrict: isStrict ? { gain: gain.expected } : null,
    costOfLimit: unreachable === null && cost > CENT ? { cost, free: freely } : null,
    declineCurve: curve(search, (level) => ({
      ...place,
      reject: level,
      submit: Math.max(level, place.submit),
    })),
    reviewCurve: curve(search, (level) => ({
      ...place,
      reject: Math.min(level, place.reject),
      submit: level,
    })),
  }
}

const CENT = 0.01

function verdictOf({
  now,
  best,
  gain,
  unreachable,
  fraud,
}: {
  readonly now: ThresholdStand
  readonly best: ThresholdStand
  readonly gain: Gain
  readonly unreachable: Unreachable
  readonly fraud: number
}): ThresholdVerdict {
  if (fraud < FRAUDS_MIN) return 'few_frauds'
  if (unreachable !== null) return 'unreachable'
  if (!now.isWithinLimits) return 'needed'
  if (gain.seen <= CENT) return 'stay'
  return gain.low > 0 && best.isWithinLimits ? 'move' : 'noise'
}

/** Every half point, and where the thresholds stand. */
function levelsWith({
  reject_below: reject,
  submit_to_processor: submit,
  challenge_below: challenge,
}: RulesetThresholds): Float64Array {
  const steps = Array.from({ length: TRUST_MAX / STEP + 1 }, (_, at) => at * STEP)
  const all = new Set([...steps, reject, submit, ...(challenge === undefined ? [] : [challenge])])
  return Float64Array.from(all).sort()
}

type WholeSearch = Search & { readonly grid: ProfitGrid }

function standOf(search: WholeSearch, today: RulesetThresholds, place: Place): ThresholdStand {
  const { grid, levels, orders } = search
  const figures = figuresAt(grid, place)
  const fraudShare = fraudShareAt(search, place)
  const { through, throughSquares } = figures
  return {
    ...figures,
    thresholds: {
      reject_below: levels[place.reject]!,
      submit_to_processor: levels[place.submit]!,
      ...(today.challenge_below === undefined
        ? {}
        : { challenge_below: Math.max(levels[place.submit]!, today.challenge_below) }),
    },
    fraudShare,
    fraudShareInterval:
      through <= 0 ? null : wilsonInterval(fraudShare, through ** 2 / throughSquares),
    reviewShare: orders === 0 ? 0 : figures.reviewed / orders,
    declineShare: orders === 0 ? 0 : figures.declined / orders,
    isWithinLimits: keepsTo(search, place),
  }
}

function curve(search: WholeSearch, placeAt: (level: number) => Place): CurvePoint[] {
  const { grid, levels, orders } = search
  return Array.from(levels, (level, at) => {
    const place = placeAt(at)
    const { profit, saved, lost, reviewed, declined, goodDeclinedAmount } = figuresAt(grid, place)
    return {
      level,
      profit,
      saved,
      lost,
      fraudShare: fraudShareAt(search, place),
      reviewShare: orders === 0 ? 0 : reviewed / orders,
      declineShare: orders === 0 ? 0 : declined / orders,
      goodDeclinedAmount,
    }
  })
}
