import {
  unknownBecause,
  type Checkpoint,
  type Decision,
  type Ruleset,
  type RulesetTest,
  type SignalDeclaration,
  type SignalValue,
  type WireSignal,
} from '@gatehouse/contract'
import { compileRuleset, decide, type CompiledRuleset, type RulesetIssue } from '@gatehouse/gate'

/** One case of a ruleset file and what came of it. */
export interface TestResult {
  /** Id of the rule; `null` for a case of the whole ruleset. */
  readonly rule: string | null
  readonly name: string
  /** JSON pointer into the document. */
  readonly pointer: string
  /** What was not as expected; empty when the case passed. */
  readonly failures: readonly string[]
}

export type TestRun =
  | { readonly ok: true; readonly results: readonly TestResult[] }
  | { readonly ok: false; readonly issues: readonly RulesetIssue[] }

/**
 * Runs the cases of a ruleset through `decide`, rules that are switched off left out. A case names
 * the signals it is about; every other signal is unknown.
 */
export function runTests(document: Ruleset, declarations: readonly SignalDeclaration[]): TestRun {
  const compiled = compileRuleset(document, 1, declarations)
  if (!compiled.ok) return { ok: false, issues: compiled.issues }
  const results: TestResult[] = []
  const run = (signals: RulesetTest['signals']) =>
    decideOn(compiled.ruleset, document.checkpoints[0]!, declarations, signals)
  for (const [index, rule] of document.rules.entries()) {
    if (rule.enabled === false) continue
    for (const [at, { name, signals, expect }] of (rule.tests ?? []).entries()) {
      const pointer = `/rules/${index}/tests/${at}`
      const outcome = run(signals)
      const failures =
        typeof outcome === 'string' ? [outcome] : unlessRule(outcome, rule.id, expect)
      results.push({ rule: rule.id, name, pointer, failures })
    }
  }
  for (const [at, { name, signals, expect }] of (document.tests ?? []).entries()) {
    const outcome = run(signals)
    const failures = typeof outcome === 'string' ? [outcome] : unlessDecision(outcome, expect)
    results.push({ rule: null, name, pointer: `/tests/${at}`, failures })
  }
  return { ok: true, results }
}

/** The decision, or why there is none: the case names a signal that does not exist. */
function decideOn(
  ruleset: CompiledRuleset,
  checkpoint: Checkpoint,
  declarations: readonly SignalDeclaration[],
  signals: RulesetTest['signals'],
): Decision | string {
  const values = new Map<string, SignalValue>()
  for (const [name, value] of Object.entries(signals)) {
    if (!declarations.some((declaration) => declaration.name === name)) {
      return `there is no signal \`${name}\``
    }
    values.set(name, fromWire(value))
  }
  return decide({
    id: 'case',
    eventId: 'case',
    checkpoint,
    snapshot: {
      shopId: 'case',
      mode: 'enforce',
      declarations,
      ruleset,
      model: null,
      lists: ruleset.listNames.map(() => undefined),
      listsVersion: 'none',
      referenceVersion: 'none',
    },
    signals: declarations.map(({ name }) => values.get(name) ?? unknownBecause('not_sent')),
    now: 0,
  })
}

function fromWire(value: WireSignal): SignalValue {
  if (typeof value === 'object' && 'unknown' in value) return unknownBecause(value.unknown)
  return value as SignalValue
}

function unlessRule(decision: Decision, id: string, expected: string): string[] {
  const result = decision.rules.find((rule) => rule.id === id)?.result
  return result === expected ? [] : [`expected \`${expected}\`, got \`${result ?? 'nothing'}\``]
}

function unlessDecision(decision: Decision, expect: RulesetTest['expect']): string[] {
  const failures: string[] = []
  const { outcome, trust_score: trust, hits = [], no_hits: noHits = [], actions = [] } = expect
  if (outcome !== undefined && decision.outcome !== outcome) {
    failures.push(`expected the outcome \`${outcome}\`, got \`${decision.outcome}\``)
  }
  if (trust !== undefined && decision.trust_score !== trust) {
    failures.push(`expected a trust score of ${trust}, got ${decision.trust_score}`)
  }
  const hit = new Set(decision.rules.flatMap(({ id, result }) => (result === 'hit' ? [id] : [])))
  failures.push(
    ...hits.filter((id) => !hit.has(id)).map((id) => `\`${id}\` did not hit`),
    ...noHits.filter((id) => hit.has(id)).map((id) => `\`${id}\` hit`),
  )
  const asked = new Set<string>(decision.actions.map(({ kind }) => kind))
  failures.push(
    ...actions.filter((kind) => !asked.has(kind)).map((kind) => `\`${kind}\` was not asked for`),
  )
  return failures
}
