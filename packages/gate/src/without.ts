import type { Outcome, SignalVector } from '@gatehouse/contract'
import { policyResults, type DecideInput } from './decide.ts'
import type { Ruling } from './ruling.ts'
import { evaluateRules } from './evaluate.ts'
import { unitOf } from './rollout.ts'
import { applyPolicies, settle } from './settle.ts'
import { listsAt } from './snapshot.ts'

/** What a decision would have come to with other signals, chance and mode left aside. */
export function outcomeWith(
  { snapshot, now, snoozed, eventId }: DecideInput,
  { model }: Pick<Ruling, 'model'>,
  signals: SignalVector,
): { readonly outcome: Outcome; readonly trust: number } {
  const { ruleset } = snapshot
  const { unitIndex } = ruleset
  const lists = listsAt(snapshot, now)
  const unit = unitIndex === null ? 0 : unitOf(signals, unitIndex, eventId)
  const rules = evaluateRules(ruleset.rules, signals, lists, { nowMs: now, snoozed, unit })
  const settled = settle(ruleset, rules, model === null ? null : model.probability)
  const traced = policyResults(snapshot, lists, signals, settled, snoozed)
  const { outcome } = applyPolicies(ruleset.policies, traced, settled)
  return { outcome, trust: settled.trust }
}
