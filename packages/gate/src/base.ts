import type { SignalVector } from '@gatehouse/contract'
import { evaluateRules } from './evaluate.ts'
import { baseRanking } from './score.ts'
import { listsAt, type Snapshot } from './snapshot.ts'

/**
 * The base ranking alone, 0..100 with high = good: what the top-level facts leave, before any of
 * the merchant's rules. For carts that evaluate their rules themselves.
 */
export function rankBase(snapshot: Snapshot, signals: SignalVector, now: number): number {
  const { base, rules } = snapshot.ruleset
  const facts = rules.filter(({ section }) => section === 'base')
  const exemptions = { nowMs: now, snoozed: undefined, unit: 0 }
  const { factPoints } = evaluateRules(facts, signals, listsAt(snapshot, now), exemptions)
  return baseRanking(base, factPoints)
}
