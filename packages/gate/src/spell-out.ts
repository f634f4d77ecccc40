import {
  isUnknown,
  NOT_SENT_REASON,
  toWireSignal,
  type Decision,
  type RuleTrace,
  type SignalDeclaration,
  type SignalVector,
  type WireSignal,
} from '@gatehouse/contract'
import type { Ruling } from './ruling.ts'
import { pointsOf } from './evaluate.ts'

/** The decision body of the contract, every rule and signal by its name. */
export function spellOut(ruling: Ruling): Decision {
  const {
    snapshot,
    signals,
    results: _results,
    graded: _graded,
    estimated,
    model,
    anomaly,
    versions,
    rescored_from,
    degraded,
    message,
    ...head
  } = ruling
  return {
    ...head,
    rules: traceOf(ruling),
    signals: wireSignals(snapshot.declarations, signals),
    estimated,
    model,
    ...(anomaly === undefined ? {} : { anomaly }),
    versions,
    rescored_from,
    degraded,
    message,
  }
}

function traceOf({ snapshot: { ruleset }, results, graded }: Ruling): RuleTrace[] {
  const rules = ruleset.rules.map((rule, index): RuleTrace => {
    const result = results[index]!
    return { id: rule.id, result, points: pointsOf(rule, result, graded?.[index]) }
  })
  const policies = ruleset.policies.map(({ id }, index): RuleTrace => ({
    id,
    result: results[rules.length + index]!,
    points: 0,
  }))
  return [...rules, ...policies]
}

function wireSignals(
  declarations: readonly SignalDeclaration[],
  signals: SignalVector,
): Record<string, WireSignal> {
  const wire: Record<string, WireSignal> = {}
  for (let index = 0; index < declarations.length; index++) {
    const value = signals[index]!
    if (isUnknown(value) && value.reason === NOT_SENT_REASON) continue
    wire[declarations[index]!.name] = toWireSignal(value)
  }
  return wire
}
