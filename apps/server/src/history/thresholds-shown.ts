import type { ThresholdAnswer } from '@gatehouse/contract'
import type { CurvePoint, ThresholdAdvice, ThresholdStand } from '@gatehouse/gate'
import { cents } from './cents.ts'

type Shown = Omit<
  ThresholdAnswer,
  'ruleset' | 'from' | 'to' | 'complete' | 'sampled' | 'currency' | 'costs'
>
type ShownStand = ThresholdAnswer['best']

export interface Told {
  readonly letThrough: number
  readonly maturityDays: number
}

/** What was found, as the contract says it. */
export function shownAdvice(advice: ThresholdAdvice, told: Told): Shown {
  const { limits, gain, costOfLimit, tooStrict } = advice
  return {
    limits: { fraud_share: limits.fraudShare, review_share: limits.reviewShare },
    orders: {
      total: advice.orders,
      fraud: advice.fraud,
      good: advice.good,
      unknown: advice.unknown,
      let_through: told.letThrough,
      maturity_days: told.maturityDays,
    },
    today: shownStand(advice.today),
    best: shownStand(advice.best),
    unreachable: advice.unreachable,
    gain: {
      seen: cents(gain.seen),
      expected: cents(gain.expected),
      low: cents(gain.low),
      high: cents(gain.high),
    },
    verdict: advice.verdict,
    too_strict: tooStrict === null ? null : { gain: cents(tooStrict.gain) },
    cost_of_limit:
      costOfLimit === null
        ? null
        : { cost: cents(costOfLimit.cost), free: shownStand(costOfLimit.free) },
    decline_curve: advice.declineCurve.map(shownPoint),
    review_curve: advice.reviewCurve.map(shownPoint),
    notes: notesOf(advice, told),
  }
}

function shownStand(stand: ThresholdStand): ShownStand {
  return {
    thresholds: stand.thresholds,
    profit: cents(stand.profit),
    saved: cents(stand.saved),
    lost: cents(stand.lost),
    good_declined_amount: cents(stand.goodDeclinedAmount),
    fraud_through_amount: cents(stand.fraudThroughAmount),
    fraud_share: inShare(stand.fraudShare),
    fraud_share_interval: stand.fraudShareInterval,
    approved: Math.round(stand.approved),
    challenged: Math.round(stand.challenged),
    reviewed: Math.round(stand.reviewed),
    declined: Math.round(stand.declined),
    is_within_limits: stand.isWithinLimits,
  }
}

function shownPoint(point: CurvePoint): ThresholdAnswer['decline_curve'][number] {
  return {
    level: point.level,
    profit: cents(point.profit),
    saved: cents(point.saved),
    lost: cents(point.lost),
    good_declined_amount: cents(point.goodDeclinedAmount),
    fraud_share: inShare(point.fraudShare),
    review_share: inShare(point.reviewShare),
    decline_share: inShare(point.declineShare),
  }
}

/** Differences of sums may miss 0 and 1 by the noise of adding. */
function inShare(value: number): number {
  return Math.min(1, Math.max(0, value))
}

function notesOf(
  { unknown, orders, fraud }: ThresholdAdvice,
  { letThrough, maturityDays }: Told,
): string[] {
  const notes: string[] = []
  if (maturityDays > 0) {
    notes.push(
      `an order counts as good when nobody complained of it within ${maturityDays} days; younger ones are not looked at`,
    )
  }
  if (unknown > 0) {
    const stands =
      letThrough > 0
        ? `${letThrough} orders that were let through at random stand for them`
        : 'label them, or let a few through at random (`let_through_percent`), to know what milder thresholds would bring'
    notes.push(
      `${unknown} of ${orders} orders were stopped and nobody said what they were: ${stands}`,
    )
  }
  if (fraud === 0) notes.push('no fraud is known: the shop has sent no label, or none that counts')
  return notes
}
