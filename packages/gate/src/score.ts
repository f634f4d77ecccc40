import type { RiskLevel, RiskLevels } from '@gatehouse/contract'

export const SCORE_MAX = 100
/** Scores carry two decimals: more would show the rounding of weights, not the risk. */
const STEPS_PER_POINT = 100

/** The base ranking: the start less the weights of the facts that hold, not below the floor. */
export function baseRanking(base: { start: number; floor: number }, factPoints: number): number {
  return clamp(Math.max(base.floor, base.start - factPoints))
}

/** trust = clamp(base - weights of failed rules, 0..100). */
export function trustScore(base: number, rulePoints: number): number {
  return clamp(base - rulePoints)
}

/** risk = max(100 - trust, calibrated model score), both 0..100. */
export function riskScore(trust: number, modelScore: number | null): number {
  const risk = SCORE_MAX - trust
  return roundScore(modelScore === null ? risk : Math.max(risk, modelScore))
}

/** The score in a word; a score exactly on a boundary takes the worse one. */
export function riskLevel(risk: number, levels: RiskLevels): RiskLevel {
  if (risk >= levels.very_high) return 'very_high'
  if (risk >= levels.high) return 'high'
  return risk >= levels.medium ? 'medium' : 'low'
}

export function roundScore(score: number): number {
  return Math.round(score * STEPS_PER_POINT) / STEPS_PER_POINT
}

function clamp(score: number): number {
  return Math.min(SCORE_MAX, Math.max(0, score))
}
