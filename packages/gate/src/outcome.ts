import type { Outcome } from '@gatehouse/contract'

/** What hard rules asked for: the outcome a rule names, or the standing of a list. */
export type HardVerdict = 'deny_list' | 'allow_list' | Outcome

export interface Thresholds {
  /** Trust below this is declined. */
  readonly rejectBelow: number
  /** Trust from `rejectBelow` to below this is reviewed. */
  readonly submitToProcessor: number
  /** Trust from `submitToProcessor` to below this is challenged; absent: nobody is. */
  readonly challengeBelow?: number
}

const STRICTNESS: Readonly<Record<Outcome, number>> = {
  approve: 0,
  challenge: 1,
  review: 2,
  decline: 3,
}

export function stricter(a: Outcome, b: Outcome): Outcome {
  return STRICTNESS[a] >= STRICTNESS[b] ? a : b
}

/**
 * The outcome that a trust score gives on its own. A score exactly on a boundary goes to the
 * milder side: with 30 and 50, 30 is review and 50 is approve.
 */
export function outcomeOfTrust(trust: number, thresholds: Thresholds): Outcome {
  if (trust < thresholds.rejectBelow) return 'decline'
  if (trust < thresholds.submitToProcessor) return 'review'
  if (thresholds.challengeBelow !== undefined && trust < thresholds.challengeBelow) {
    return 'challenge'
  }
  return 'approve'
}

/**
 * Joins the score's outcome with what hard rules asked for:
 * deny list > allow list > decline > review > challenge > approve.
 *
 * A hard decline, review or challenge can only make the scorecard's outcome stricter; a hard
 * approve stands when no stricter hard rule hit. A model never overrides a hard rule: as soon as
 * one hit, the score that counts is the scorecard's alone (`scorecardTrust`).
 */
export function composeOutcome(
  verdicts: readonly HardVerdict[],
  trust: number,
  scorecardTrust: number,
  thresholds: Thresholds,
): Outcome {
  if (verdicts.includes('deny_list')) return 'decline'
  if (verdicts.includes('allow_list')) return 'approve'
  const hard = verdicts.filter((verdict) => isOutcome(verdict))
  if (hard.length === 0) return outcomeOfTrust(trust, thresholds)
  const strictest = hard.reduce(stricter)
  if (strictest === 'approve') return 'approve'
  return stricter(strictest, outcomeOfTrust(scorecardTrust, thresholds))
}

function isOutcome(verdict: HardVerdict): verdict is Outcome {
  return verdict !== 'deny_list' && verdict !== 'allow_list'
}
