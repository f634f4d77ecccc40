import type { Outcome, RuleOutcome, RulesetThresholds } from '@gatehouse/contract'

const STRICTNESS: Readonly<Record<Outcome, number>> = {
  approve: 0,
  challenge: 1,
  review: 2,
  decline: 3,
}

export function stricter(a: Outcome, b: Outcome): Outcome {
  return STRICTNESS[a] >= STRICTNESS[b] ? a : b
}

export function isMilder(a: Outcome, b: Outcome): boolean {
  return STRICTNESS[a] < STRICTNESS[b]
}

/**
 * The outcome that a trust score gives on its own. A score exactly on a boundary goes to the
 * milder side: with 30 and 50, 30 is review and 50 is approve.
 */
export function outcomeOfTrust(trust: number, thresholds: RulesetThresholds): Outcome {
  if (trust < thresholds.reject_below) return 'decline'
  if (trust < thresholds.submit_to_processor) return 'review'
  if (thresholds.challenge_below !== undefined && trust < thresholds.challenge_below) {
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
  asked: readonly RuleOutcome[],
  trust: number,
  scorecardTrust: number,
  thresholds: RulesetThresholds,
): Outcome {
  const score = isHard(asked) ? scorecardTrust : trust
  return joinOutcomes(asked, outcomeOfTrust(score, thresholds))
}

/** Whether a rule that hit demands an outcome, so that the scorecard alone counts beside it. */
export function isHard(asked: readonly RuleOutcome[]): boolean {
  return asked.some((outcome) => isOutcome(outcome))
}

/** What hard rules make of the outcome that a score gives. */
export function joinOutcomes(asked: readonly RuleOutcome[], ofScore: Outcome): Outcome {
  if (asked.includes('deny_list')) return 'decline'
  if (asked.includes('allow_list')) return 'approve'
  const hard = asked.filter((outcome) => isOutcome(outcome))
  if (hard.length === 0) return ofScore
  const strictest = hard.reduce(stricter)
  return strictest === 'approve' ? 'approve' : stricter(strictest, ofScore)
}

function isOutcome(asked: RuleOutcome): asked is Outcome {
  return asked !== 'deny_list' && asked !== 'allow_list'
}
