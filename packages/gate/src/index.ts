export * from './rule.ts'
export type { Ruling } from './ruling.ts'
export * from './snapshot.ts'
export * from './outcome.ts'
export * from './compile-ruleset.ts'
export * from './decide.ts'
export * from './compile-model.ts'
export * from './compile-anomaly.ts'
export { outcomeWith } from './without.ts'
export { spellOut } from './spell-out.ts'
export { fallbackOf, type Failed, type FallbackInput } from './fallback.ts'
export { writeDecision } from './write-decision.ts'
export * from './base.ts'
export { messageFor, wordsFor } from './message.ts'
export { runTests, type TestResult, type TestRun } from './run-tests.ts'
export {
  comparedIds,
  packChallenger,
  unpackChallenger,
  type ChallengerResult,
  idsOfDocument,
  packShadow,
  tracedIds,
  unpackShadows,
  type ShadowDifference,
  type ShadowResult,
} from './shadow.ts'
export {
  createRedecider,
  type PastDecision,
  type Redecider,
  type Redecision,
  type Standing,
} from './redecide.ts'
export {
  adviseThresholds,
  type CurvePoint,
  type ThresholdAdvice,
  type ThresholdStand,
} from './thresholds/threshold-advice.ts'
export type { ThresholdLimits, Unreachable } from './thresholds/best-thresholds.ts'
export type { PricedOrder } from './thresholds/priced-order.ts'
export { creditSharer, type ShareCredit } from './credit.ts'
export { wilsonInterval } from './proportion.ts'
export { DEFAULT_COSTS, worthOf, type Costs, type Truth } from './worth.ts'
export { diffRulesets } from './diff.ts'
export { overrideOf, type OverrideInput } from './override.ts'
export { previousOf, type Previous } from './rescored-actions.ts'
export { isRolledOut, ROLLOUT_UNIT, unitIndexOf, type Rollout } from './rollout.ts'
export { chooseArm, type Arms } from './choose.ts'
export * from './segments.ts'
export {
  counterfactualOf,
  type Counterfactual,
  type Direction,
  type SignalChange,
} from './counterfactual.ts'
