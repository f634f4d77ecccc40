import {
  NOT_SENT_REASON,
  RULE_RESULTS,
  toWireSignal,
  Unknown,
  type RuleResult,
  type SignalDeclaration,
  type SignalValue,
} from '@gatehouse/contract'
import type { Ruling } from './decide.ts'
import { counts } from './evaluate.ts'
import type { CompiledRuleset } from './snapshot.ts'

/**
 * `JSON.stringify(spellOut(ruling))`, at a third of its cost: a decision names some two hundred
 * signals and rules, and what stands around their values is the same in every one of a ruleset.
 */
export function writeDecision(ruling: Ruling): string {
  const { snapshot, results, signals } = ruling
  return (
    `{"id":${quoted(ruling.id)},"event_id":${quoted(ruling.event_id)}` +
    `,"checkpoint":"${ruling.checkpoint}","mode":"${ruling.mode}"` +
    `,"outcome":"${ruling.outcome}","would_be_outcome":"${ruling.would_be_outcome}"` +
    `,"risk_score":${ruling.risk_score},"trust_score":${ruling.trust_score}` +
    `,"risk_level":"${ruling.risk_level}","actions":${JSON.stringify(ruling.actions)}` +
    `,"reasons":${JSON.stringify(ruling.reasons)}` +
    `,"rules":[${rulesText(rulePieces(snapshot.ruleset), results)}]` +
    `,"signals":{${signalsText(signalHeads(snapshot.declarations), signals)}}` +
    `,"estimated":${JSON.stringify(ruling.estimated)}` +
    `,"model":${JSON.stringify(ruling.model)},"versions":${JSON.stringify(ruling.versions)}` +
    `,"rescored_from":${ruling.rescored_from === null ? 'null' : quoted(ruling.rescored_from)}` +
    `,"degraded":${ruling.degraded},"message":${quoted(ruling.message)}}`
  )
}

/** A rule's trace as text, for each result that it can have. */
type RulePieces = Readonly<Record<RuleResult, string>>

const rulesets = new WeakMap<CompiledRuleset, readonly RulePieces[]>()

function rulePieces(ruleset: CompiledRuleset): readonly RulePieces[] {
  let pieces = rulesets.get(ruleset)
  if (pieces === undefined) {
    pieces = [
      ...ruleset.rules.map(({ id, whenUnknown, weight }) =>
        piecesOf(id, (result) => (counts(result, whenUnknown) ? weight : 0)),
      ),
      ...ruleset.policies.map(({ id }) => piecesOf(id, () => 0)),
    ]
    rulesets.set(ruleset, pieces)
  }
  return pieces
}

function piecesOf(id: string, points: (result: RuleResult) => number): RulePieces {
  return Object.fromEntries(
    RULE_RESULTS.map((result) => [result, JSON.stringify({ id, result, points: points(result) })]),
  ) as unknown as RulePieces
}

function rulesText(pieces: readonly RulePieces[], results: readonly RuleResult[]): string {
  let text = ''
  for (let index = 0; index < pieces.length; index++) {
    if (index > 0) text += ','
    text += pieces[index]![results[index]!]
  }
  return text
}

const catalogues = new WeakMap<readonly SignalDeclaration[], readonly string[]>()

/** `"name":` of each signal. */
function signalHeads(declarations: readonly SignalDeclaration[]): readonly string[] {
  let heads = catalogues.get(declarations)
  if (heads === undefined) {
    heads = declarations.map(({ name }) => `${JSON.stringify(name)}:`)
    catalogues.set(declarations, heads)
  }
  return heads
}

function signalsText(heads: readonly string[], signals: readonly SignalValue[]): string {
  let text = ''
  for (let index = 0; index < heads.length; index++) {
    const value = signals[index]!
    if (value instanceof Unknown && value.reason === NOT_SENT_REASON) continue
    if (text !== '') text += ','
    text += heads[index]!
    text += signalText(value)
  }
  return text
}

function signalText(value: SignalValue): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number' && Number.isFinite(value)) return `${value}`
  if (typeof value === 'string') return quoted(value)
  return JSON.stringify(toWireSignal(value))
}

/** Printable ASCII without `"` and `\\`: JSON says it as it is. */
const PLAIN = /^[ !#-[\]-~]*$/

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text)
}
