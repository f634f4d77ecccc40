import {
  isUnknown,
  type Action,
  type Checkpoint,
  type Decision,
  type DecisionReason,
  type Outcome,
  type RiskLevel,
  type SignalDeclaration,
  type SignalVector,
  type WireSignal,
} from '@gatehouse/contract'
import { evaluateRules } from './evaluate.ts'
import { composeOutcome, type Thresholds } from './outcome.ts'
import type { CompiledRule } from './rule.ts'
import { baseRanking, riskScore, TRUST_MAX, trustScore } from './scorecard.ts'
import type { CompiledRuleset, Snapshot } from './snapshot.ts'

/** All that a decision depends on. The ids come from outside: `decide` knows no randomness. */
export interface DecideInput {
  readonly id: string
  readonly eventId: string
  readonly checkpoint: Checkpoint
  readonly snapshot: Snapshot
  /** In the order of `snapshot.declarations`. */
  readonly signals: SignalVector
  /** Rules switched off for an entity of this event. */
  readonly snoozed?: ReadonlySet<string>
  /** Language of the shopper, ISO 639-1. */
  readonly language?: string
  readonly rescoredFrom?: string
  /** Something the decision needs was away. */
  readonly degraded?: boolean
}

const NOTHING_SNOOZED: ReadonlySet<string> = new Set()
const FALLBACK_LANGUAGE = 'en'
/** Scores carry two decimals: finer would only show the rounding of the weights. */
const SCORE_STEPS_PER_POINT = 100

/**
 * The gate: signals in, decision out. Pure and synchronous; the same input gives the same bytes,
 * so the live gate, replay, shadow, backtest and "what if" are this one function.
 */
export function decide(input: DecideInput): Decision {
  const { snapshot, signals } = input
  const { ruleset } = snapshot
  const rules = evaluateRules(
    ruleset.rules,
    signals,
    snapshot.lists,
    input.snoozed ?? NOTHING_SNOOZED,
  )
  const trust = trustScore(baseRanking(ruleset.scorecard, rules.factPoints), rules.rulePoints)
  const model = snapshot.model?.score(signals) ?? null
  const risk = round(riskScore(trust, model === null ? null : model.probability * TRUST_MAX))
  const wouldBe = composeOutcome(
    rules.verdicts,
    round(TRUST_MAX - risk),
    round(trust),
    ruleset.thresholds,
  )
  const outcome = snapshot.mode === 'observe' ? 'approve' : wouldBe
  return {
    id: input.id,
    event_id: input.eventId,
    checkpoint: input.checkpoint,
    mode: snapshot.mode,
    outcome,
    would_be_outcome: wouldBe,
    risk_score: risk,
    trust_score: round(TRUST_MAX - risk),
    risk_level: riskLevel(round(TRUST_MAX - risk), ruleset.thresholds),
    // Observing acts on nothing: what would have been done follows from `would_be_outcome`.
    actions: snapshot.mode === 'observe' ? [] : actionsFor(ruleset, wouldBe, rules.counted),
    reasons: reasonsFor(rules.counted),
    rules: rules.trace as Decision['rules'],
    signals: wireSignals(snapshot.declarations, signals),
    model:
      model === null || snapshot.model === null
        ? null
        : {
            version: snapshot.model.version,
            probability: model.probability,
            contributions: [...model.contributions],
          },
    versions: {
      ruleset: ruleset.version,
      model: snapshot.model?.version ?? null,
      lists: snapshot.listsVersion,
      reference: snapshot.referenceVersion,
    },
    rescored_from: input.rescoredFrom ?? null,
    degraded: input.degraded ?? false,
    message: messageFor(ruleset, outcome, input.language),
  }
}

function round(score: number): number {
  return Math.round(score * SCORE_STEPS_PER_POINT) / SCORE_STEPS_PER_POINT
}

/** The word for a score: the ruleset's own triggers, and half of what lies above them. */
function riskLevel(trust: number, thresholds: Thresholds): RiskLevel {
  if (trust < thresholds.rejectBelow) return 'very_high'
  if (trust < thresholds.submitToProcessor) return 'high'
  const mediumBelow = thresholds.challengeBelow ?? (thresholds.submitToProcessor + TRUST_MAX) / 2
  return trust < mediumBelow ? 'medium' : 'low'
}

/** Each kind of action once per target; the outcome's own come first. */
function actionsFor(
  ruleset: CompiledRuleset,
  outcome: Outcome,
  counted: readonly CompiledRule[],
): Action[] {
  const actions = [...ruleset.actions[outcome]]
  for (const rule of counted) {
    for (const action of rule.actions) {
      if (actions.some(({ kind, target }) => kind === action.kind && target === action.target)) {
        continue
      }
      actions.push({ reason: rule.id, ...action })
    }
  }
  return actions
}

/** One reason per rule that counted, hard rules first, then by points. */
function reasonsFor(counted: readonly CompiledRule[]): DecisionReason[] {
  return counted
    .map((rule, order) => ({ rule, order }))
    .sort(
      (a, b) =>
        Number(b.rule.outcome !== null) - Number(a.rule.outcome !== null) ||
        b.rule.weight - a.rule.weight ||
        a.order - b.order,
    )
    .map(({ rule }) => ({ code: rule.reason, text: rule.text, points: rule.weight }))
}

function wireSignals(
  declarations: readonly SignalDeclaration[],
  signals: SignalVector,
): Record<string, WireSignal> {
  const wire: Record<string, WireSignal> = {}
  for (let index = 0; index < declarations.length; index++) {
    const value = signals[index]!
    wire[declarations[index]!.name] = isUnknown(value)
      ? { unknown: value.reason }
      : (value as WireSignal)
  }
  return wire
}

function messageFor(
  ruleset: CompiledRuleset,
  outcome: Outcome,
  language: string | undefined,
): string {
  const words = ruleset.messages[outcome]
  if (words === undefined) return ''
  return words[language ?? FALLBACK_LANGUAGE] ?? words[FALLBACK_LANGUAGE] ?? ''
}
