import type { Outcome, SignalVector } from '@gatehouse/contract'
import { policyResults, type DecideInput, type Ruling } from './decide.ts'
import { grade, resultOf, weigh } from './evaluate.ts'
import { applyPolicies, settle } from './settle.ts'
import { listsAt } from './snapshot.ts'

/**
 * What a decision would have come to with other values of some signals. Only the rules that ask for
 * them are evaluated again: `places` in `Ruling.results`.
 */
export function outcomeWith(
  { snapshot, now, snoozed }: DecideInput,
  { results, graded, model }: Pick<Ruling, 'results' | 'graded' | 'model'>,
  signals: SignalVector,
  places: readonly number[],
): { readonly outcome: Outcome; readonly trust: number } {
  const { ruleset } = snapshot
  const { rules, policies } = ruleset
  const lists = listsAt(snapshot, now)
  const again = results.slice(0, rules.length)
  const points = graded === null ? null : [...graded]
  for (const at of places) {
    const rule = rules[at]
    // What was switched off stays so.
    if (rule === undefined || again[at] === 'snoozed' || again[at] === 'not_applied') continue
    again[at] = resultOf(rule.evaluate(signals, lists))
    if (points !== null) grade(rule, at, signals, lists, { results: again, graded: points })
  }
  const weighed = weigh(rules, again, points)
  const settled = settle(ruleset, weighed, model === null ? null : model.probability)
  const traced = policyResults(snapshot, lists, signals, settled, snoozed)
  const { outcome } = applyPolicies(policies, traced, settled)
  return { outcome, trust: settled.trust }
}
