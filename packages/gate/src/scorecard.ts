/** The base ranking and its limits, points of trust. */
export interface Scorecard {
  /** Ranking of an order against which no top-level fact speaks. */
  readonly ceiling: number
  /** The base ranking never falls below this, however many facts speak against the order. */
  readonly floor: number
}

export const TRUST_MAX = 100

/** The base ranking: ceiling less the weights of the facts that hold, not below the floor. */
export function baseRanking(scorecard: Scorecard, factPoints: number): number {
  return Math.max(scorecard.floor, scorecard.ceiling - factPoints)
}

/** trust = clamp(base - weights of failed rules, 0..100). */
export function trustScore(base: number, rulePoints: number): number {
  return Math.min(TRUST_MAX, Math.max(0, base - rulePoints))
}

/** risk = max(100 - trust, calibrated model score). */
export function riskScore(trust: number, modelScore: number | null): number {
  const risk = TRUST_MAX - trust
  return modelScore === null ? risk : Math.max(risk, modelScore)
}
