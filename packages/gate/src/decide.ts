import type {
  Action,
  AnomalyTrace,
  Checkpoint,
  Decision,
  DecisionReason,
  ModelTrace,
  RuleResult,
  SignalVector,
} from '@gatehouse/contract'
import type { ListMatchers } from '@gatehouse/expression'
import { authorizationNotice, authorizationReason } from './authorization.ts'
import { canBeDone } from './card-actions.ts'
import { evaluateRules, resultOf } from './evaluate.ts'
import { expectedValueSignals, expectedValueText, readsExpectedValue } from './expected-value.ts'
import { letThrough, type LetThrough } from './let-through.ts'
import { modelReasons } from './model-reasons.ts'
import { messageFor, wordsFor } from './message.ts'
import { rescoredActions, type Previous } from './rescored-actions.ts'
import { unitOf } from './rollout.ts'
import type { CompiledRule } from './rule.ts'
import type { Ruling } from './ruling.ts'
import {
  applyPolicies,
  decisionValues,
  settle,
  type PolicyResult,
  type Settlement,
} from './settle.ts'
import { listsAt, type CompiledRuleset, type Snapshot } from './snapshot.ts'
import { spellOut } from './spell-out.ts'
import { outcomeWhenDegraded } from './when-degraded.ts'
import { withoutPersonal } from './withhold.ts'

/** All that a decision depends on. Ids and time come from outside: `decide` makes none. */
export interface DecideInput {
  readonly id: string
  readonly eventId: string
  readonly checkpoint: Checkpoint
  readonly snapshot: Snapshot
  /** In the order of `snapshot.declarations`. */
  readonly signals: SignalVector
  /** Names of signals whose values are estimates. */
  readonly estimated?: readonly string[]
  /** Milliseconds since the epoch: what snoozed rules and the expiry of list items go by. */
  readonly now: number
  /** Rules and policies that are switched off for this event. */
  readonly snoozed?: ReadonlySet<string> | undefined
  /** BCP 47 tag of the shopper's language. */
  readonly language?: string
  readonly rescoredFrom?: string
  /** What was in force before a re-score: tells what has to be done beyond it. */
  readonly previous?: Previous
  /** Something the decision needs was away. */
  readonly degraded?: boolean
  /** The reserved money can be captured for a little while only. */
  readonly authorizationEnds?: boolean
  /** Nobody reads which signals moved the model: a ruleset in shadow, a "what if". */
  readonly isUnexplained?: boolean
}

/**
 * The gate: signals in, decision out. Pure and synchronous; the same input gives the same bytes,
 * so the live gate, replay, shadow, backtest and "what if" are this one function.
 */
export function decide(input: DecideInput): Decision {
  return spellOut(rulingOf(input))
}

/** `decide` for who needs the outcome and the bytes, not the decision as an object. */
export function rulingOf(input: DecideInput): Ruling {
  const { snapshot, signals } = input
  const { ruleset, mode, segment } = snapshot
  const lists = listsAt(snapshot, input.now)
  const { unitIndex } = ruleset
  const rules = evaluateRules(ruleset.rules, signals, lists, {
    nowMs: input.now,
    snoozed: input.snoozed,
    unit: unitIndex === null ? 0 : unitOf(signals, unitIndex, input.eventId),
  })
  const model = modelTrace(snapshot, signals)
  const anomaly = anomalyTrace(snapshot, signals)
  const settled = settle(ruleset, rules, model === null ? null : model.probability)
  const traced = policyResults(snapshot, lists, signals, settled, input.snoozed)
  const composed = applyPolicies(ruleset.policies, traced, settled)
  const { checkpoint, eventId, previous } = input
  const byChance = letThrough({
    checkpoint,
    snapshot,
    eventId,
    rules,
    settled,
    policies: composed,
    previous,
  })
  const chosen = outcomeWhenDegraded({
    checkpoint,
    degraded: input.degraded ?? false,
    whenDegraded: snapshot.whenDegraded,
    rules,
    settled,
    policies: composed,
  })
  // What the shop chose is said, and not what chance would have done.
  const stopped = chosen === null ? byChance : null
  const changed = chosen ?? (stopped === null ? null : 'approve')
  const policies: PolicyResult = changed === null ? composed : { ...composed, outcome: changed }
  const outcome = mode === 'observe' ? 'approve' : policies.outcome
  const reviewer = reviewerOf(rules.counted, policies)
  return {
    id: input.id,
    event_id: input.eventId,
    checkpoint: input.checkpoint,
    mode,
    outcome,
    would_be_outcome: policies.outcome,
    risk_score: settled.risk,
    trust_score: settled.trust,
    risk_level: settled.level,
    // Observing acts on nothing.
    actions:
      mode === 'observe'
        ? []
        : rescoredActions(
            [
              ...actionsFor(ruleset, rules.counted, policies, stopped !== null, settled),
              ...(reviewer === null ? [] : [{ kind: 'open_case', reason: reviewer } as const]),
              ...authorizationNotice(input.authorizationEnds ?? false, policies.outcome),
            ]
              .filter(isFirstCase)
              .filter(({ kind }) => canBeDone(kind, signals, ruleset.hasCardIndex)),
            policies.outcome,
            input.previous,
          ),
    reasons: [
      ...(chosen === null ? [] : [degradedReason(policies, composed)]),
      ...(stopped === null ? [] : [letThroughReason(stopped)]),
      ...authorizationReason(input.authorizationEnds ?? false, policies.outcome),
      ...reasonsFor(
        rules.counted,
        policies,
        modelReasons(
          settled,
          policies.outcome,
          input.isUnexplained === true ? null : snapshot.model,
          signals,
        ),
      ),
      ...expectedValueReason(ruleset, signals, settled, policies),
      ...watchReasons(snapshot, signals, rules.counted),
    ],
    ...(stopped === null ? {} : { let_through: stopped }),
    ...(reviewer === null ? {} : { review_after: true }),
    ...(segment === undefined ? {} : { segment: segment.name }),
    estimated: [...(input.estimated ?? [])],
    model,
    ...(anomaly === null ? {} : { anomaly }),
    versions: {
      ruleset: ruleset.version,
      model: model?.version ?? null,
      lists: snapshot.listsVersion,
      reference: snapshot.referenceVersion,
      ...(segment === undefined ? {} : { segments: segment.version }),
    },
    rescored_from: input.rescoredFrom ?? null,
    degraded: input.degraded ?? false,
    message: messageFor(
      mode === 'observe'
        ? ruleset.messages[outcome]
        : wordsFor(ruleset, rules.counted, settled, outcome),
      input.language,
    ),
    snapshot,
    signals: withoutPersonal(snapshot.declarations, signals),
    results: traced.length === 0 ? rules.results : [...rules.results, ...traced],
    graded: rules.graded,
  }
}

/** A rule may have asked for the case itself. */
function isFirstCase({ kind }: Action, at: number, actions: readonly Action[]): boolean {
  return kind !== 'open_case' || actions.findIndex((each) => each.kind === kind) === at
}

/** The rule or policy that declined and wants a person to look afterwards, the first of them. */
function reviewerOf(
  rules: readonly CompiledRule[],
  { outcome, counted }: PolicyResult,
): string | null {
  if (outcome !== 'decline') return null
  const asking = [...rules, ...counted].find(({ reviewAfter }) => reviewAfter)
  return asking?.id ?? null
}

/** What became of each policy: they see the signals, and after them what was settled so far. */
export function policyResults(
  { ruleset: { policies, expectedValue } }: Snapshot,
  lists: ListMatchers,
  signals: SignalVector,
  settled: Settlement,
  snoozed: ReadonlySet<string> | undefined,
): RuleResult[] {
  if (policies.length === 0) return []
  const values = [
    ...signals,
    ...decisionValues(settled),
    ...(expectedValue === null
      ? []
      : expectedValueSignals(expectedValue, signals, settled.probability)),
  ]
  return policies.map(({ id, evaluate }) =>
    snoozed?.has(id) === true ? 'snoozed' : resultOf(evaluate(values, lists)),
  )
}

function modelTrace({ model }: Snapshot, signals: SignalVector): ModelTrace | null {
  if (model === null) return null
  // What each signal added is asked of few decisions, and follows from the stored signals.
  return { version: model.version, probability: model.probability(signals), contributions: [] }
}

/** It was asked when the signals were read: rules see it as one of them. */
function anomalyTrace({ anomaly }: Snapshot, signals: SignalVector): AnomalyTrace | null {
  if (anomaly === undefined) return null
  const percentile = signals[anomaly.signal]
  if (typeof percentile !== 'number') return null
  return { version: anomaly.version, percentile, contributions: [] }
}

/**
 * The outcome's own actions first; each kind of action once per target. Whom the allow list has let
 * through, or chance, no other rule asks for anything: somebody may be told, and that is all.
 */
function actionsFor(
  ruleset: CompiledRuleset,
  rules: readonly CompiledRule[],
  policies: PolicyResult,
  isLetThrough: boolean,
  { isSettledByList }: Settlement,
): Action[] {
  const actions: Action[] = [...(ruleset.actions[policies.outcome] ?? [])]
  for (const rule of [...rules, ...policies.counted]) {
    const { id, outcome, actions: asked } = rule
    const mayAsk = !isLetThrough && (!isSettledByList || outcome === 'allow_list')
    for (const action of asked) {
      if (!mayAsk && action.kind !== 'notify') continue
      const isKnown = actions.some(
        ({ kind, target }) => kind === action.kind && target === action.target,
      )
      if (!isKnown) actions.push({ reason: id, ...action })
    }
  }
  return actions
}

/** One reason per rule that counted: what asks for an outcome first, then by points. */
function reasonsFor(
  counted: readonly CompiledRule[],
  policies: PolicyResult,
  ofModel: readonly DecisionReason[],
): DecisionReason[] {
  const ranked = counted.length < 2 ? counted : [...counted].sort(byImportance)
  const reasons: DecisionReason[] = ranked.map(({ reason, text, weight }) => {
    return { code: reason, text, points: weight }
  })
  reasons.push(...ofModel)
  for (const { text, outcome } of policies.counted) {
    if (outcome !== null) reasons.push({ code: 'POLICY', text, points: 0 })
  }
  return reasons
}

/** The sums, where a policy that had its say went by them. */
function expectedValueReason(
  { expectedValue }: CompiledRuleset,
  signals: SignalVector,
  { probability }: Settlement,
  { counted }: PolicyResult,
): DecisionReason[] {
  if (expectedValue === null) return []
  if (!counted.some(({ expression }) => readsExpectedValue(expression.readNames))) return []
  const text = expectedValueText(expectedValue, signals, probability)
  return text === null ? [] : [{ code: 'EXPECTED_VALUE', text, points: 0 }]
}

function degradedReason({ outcome }: PolicyResult, rules: PolicyResult): DecisionReason {
  const text = `decided while the database was away: ${outcome} is the shop's choice, the rules say ${rules.outcome}`
  return { code: 'DEGRADED', text, points: 0 }
}

function letThroughReason(stopped: LetThrough): DecisionReason {
  const text = `let through at random, to see what it turns out to be: the score says ${stopped}`
  return { code: 'LET_THROUGH', text, points: 0 }
}

/** Hits on watch lists: told even where no rule that had its say asks for the list. */
function watchReasons(
  { watched }: Snapshot,
  signals: SignalVector,
  counted: readonly CompiledRule[],
): DecisionReason[] {
  return watched
    .filter(({ signal }) => signals[signal] === true)
    .filter(({ name }) => !counted.some(({ reads }) => reads.includes(`list.${name}`)))
    .map(({ name }) => ({ code: 'WATCH_LIST', text: `on the watch list \`${name}\``, points: 0 }))
}

function byImportance(a: CompiledRule, b: CompiledRule): number {
  return Number(b.outcome !== null) - Number(a.outcome !== null) || b.weight - a.weight
}
