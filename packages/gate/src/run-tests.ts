import type { Decision, Ruleset, RulesetTest, SignalDeclaration } from '@gatehouse/contract'
import { compileRuleset, type RulesetIssue } from './compile-ruleset.ts'
import { decide } from './decide.ts'
import type { CompiledRuleset } from './snapshot.ts'
import { caseReader, type CaseSignals } from './test-signals.ts'

/** One case of a ruleset and what came of it. */
export interface TestResult {
  /** Id of the rule; `null` for a case of the whole ruleset. */
  readonly rule: string | null
  readonly name: string
  /** JSON pointer into the document, for example `/rules/3/tests/0`. */
  readonly pointer: string
  /** What was not as expected; empty when the case passed. */
  readonly failures: readonly string[]
}

export type TestRun =
  | { readonly ok: true; readonly results: readonly TestResult[] }
  | { readonly ok: false; readonly issues: readonly RulesetIssue[] }

/** About a second: it is compiled again where it decides, between orders. */
const PATTERN_COST_MAX = 100_000

/**
 * Runs the cases of a ruleset through `decide`: first those of its rules, then its own. A case
 * names the signals it is about; every other signal is unknown, and so is what a list holds. Rules
 * that are switched off are left out with their cases; a snoozed rule is run as if it were awake, and
 * one that is rolled out as if to everybody, because its cases say what it means and not when it
 * counts.
 *
 * @param declarations what the rules may name: the signals and lists of the shop
 * @param onExpression told before each expression is compiled: see `CompileBounds`
 */
export function runTests(
  document: Ruleset,
  declarations: readonly SignalDeclaration[],
  onExpression: (index: number) => void = () => {},
): TestRun {
  const bounds = { patternCostMax: PATTERN_COST_MAX, onExpression }
  const compiled = compileRuleset(document, 1, declarations, bounds)
  if (!compiled.ok) return { ok: false, issues: compiled.issues }
  const ruleset = inForceForAll(compiled.ruleset)
  const read = caseReader(declarations)
  const results: TestResult[] = []
  for (const [index, rule] of document.rules.entries()) {
    if (rule.enabled === false) continue
    const alone = onlyRule(ruleset, rule.id)
    for (const [at, { name, signals, expect, points }] of (rule.tests ?? []).entries()) {
      const pointer = `/rules/${index}/tests/${at}`
      const failures = judge(alone, document, declarations, read(signals), (decision) =>
        unlessResult(decision, rule.id, expect, points),
      )
      results.push({ rule: rule.id, name, pointer, failures })
    }
  }
  const { scorecard, rules, policy = [] } = document
  const ids = new Set([...scorecard.base.parts, ...rules, ...policy].map(({ id }) => id))
  for (const [at, { name, signals, expect }] of (document.tests ?? []).entries()) {
    const failures = judge(ruleset, document, declarations, read(signals), (decision) =>
      unlessDecision(decision, expect, ids),
    )
    results.push({ rule: null, name, pointer: `/tests/${at}`, failures })
  }
  return { ok: true, results }
}

function inForceForAll(ruleset: CompiledRuleset): CompiledRuleset {
  return { ...ruleset, rules: ruleset.rules.map((rule) => ({ ...rule, rollout: null })) }
}

/** A rule's own case needs no other rule: a thousand rules with cases are not a million runs. */
function onlyRule(ruleset: CompiledRuleset, id: string): CompiledRuleset {
  return { ...ruleset, rules: ruleset.rules.filter((rule) => rule.id === id), policies: [] }
}

function judge(
  ruleset: CompiledRuleset,
  { checkpoints }: Ruleset,
  declarations: readonly SignalDeclaration[],
  read: CaseSignals,
  failuresOf: (decision: Decision) => string[],
): readonly string[] {
  if (!read.ok) return read.failures
  const decision = decide({
    id: 'case',
    eventId: 'case',
    checkpoint: checkpoints[0]!,
    snapshot: {
      shopId: 'case',
      mode: 'enforce',
      declarations,
      ruleset,
      model: null,
      lists: ruleset.listNames.map(() => undefined),
      watched: [],
      listsVersion: 'none',
      referenceVersion: 'none',
    },
    signals: read.signals,
    // Later than any snooze.
    now: Number.MAX_SAFE_INTEGER,
  })
  return failuresOf(decision)
}

function unlessResult(
  decision: Decision,
  id: string,
  expected: string,
  points: number | undefined,
): string[] {
  const trace = decision.rules.find((rule) => rule.id === id)
  if (trace?.result !== expected) {
    return [`expected \`${expected}\`, got \`${trace?.result ?? 'nothing'}\``]
  }
  if (points === undefined || trace.points === points) return []
  return [`expected ${points} points, got ${trace.points}`]
}

function unlessDecision(
  decision: Decision,
  expect: RulesetTest['expect'],
  ids: ReadonlySet<string>,
): string[] {
  const failures: string[] = []
  const { outcome, trust_score: trust, hits = [], no_hits: noHits = [], actions = [] } = expect
  if (outcome !== undefined && decision.outcome !== outcome) {
    failures.push(`expected the outcome \`${outcome}\`, got \`${decision.outcome}\``)
  }
  if (trust !== undefined && decision.trust_score !== trust) {
    failures.push(`expected a trust score of ${trust}, got ${decision.trust_score}`)
  }
  const hit = new Set(decision.rules.flatMap(({ id, result }) => (result === 'hit' ? [id] : [])))
  const asked = new Set<string>(decision.actions.map(({ kind }) => kind))
  failures.push(
    // A name that no rule has would make `no_hits` true for ever.
    ...[...hits, ...noHits].filter((id) => !ids.has(id)).map((id) => `there is no rule \`${id}\``),
    ...hits.filter((id) => ids.has(id) && !hit.has(id)).map((id) => `\`${id}\` did not hit`),
    ...noHits.filter((id) => hit.has(id)).map((id) => `\`${id}\` hit`),
    ...actions.filter((kind) => !asked.has(kind)).map((kind) => `\`${kind}\` was not asked for`),
  )
  return failures
}
