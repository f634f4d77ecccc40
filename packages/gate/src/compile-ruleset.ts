import {
  DEFAULT_RISK_LEVELS,
  DEFAULT_SEGMENT,
  isReasonCode,
  REASONS,
  type Action,
  type BasePart,
  type Policy,
  type Rule,
  type Ruleset,
  type SignalDeclaration,
} from '@gatehouse/contract'
import {
  checkExpression,
  compile,
  type CheckedExpression,
  type Environment,
} from '@gatehouse/expression'
import { HAS_CARD } from './card-actions.ts'
import {
  compileExpectedValue,
  EXPECTED_VALUE_DECLARATIONS,
  readsExpectedValue,
} from './expected-value.ts'
import { compileGraded, type Graded } from './graded.ts'
import { unitIndexOf } from './rollout.ts'
import type { CompiledPolicy, CompiledRule } from './rule.ts'
import type { CompiledRuleset } from './snapshot.ts'

/** What is wrong with a ruleset, and where: shown to whoever wrote it. */
export interface RulesetIssue {
  /** JSON pointer into the ruleset document, for example `/rules/3/when`. */
  readonly pointer: string
  /** Id of the rule, fact or policy; `null` for the ruleset as a whole. */
  readonly rule: string | null
  /** Stable word: an issue code of the language, or one of this file. */
  readonly code: string
  readonly message: string
  /** Source line with carets under the place; absent where there is no expression. */
  readonly snippet?: string
  readonly line?: number
  readonly column?: number
}

export type CompiledRulesetResult =
  | { readonly ok: true; readonly ruleset: CompiledRuleset }
  | { readonly ok: false; readonly issues: readonly RulesetIssue[] }

/** Unknown without a model. */
export const MODEL_PROBABILITY: SignalDeclaration = {
  name: 'decision.model_probability',
  type: 'double',
  doc: 'Calibrated probability of fraud that the model gives, 0 to 1.',
  privacy: 'none',
}

/** What a policy may name besides the signals, in the order in which `decide` gives the values. */
export const DECISION_DECLARATIONS: readonly SignalDeclaration[] = [
  {
    name: 'decision.risk_score',
    type: 'double',
    doc: 'The risk score, 0 to 100.',
    privacy: 'none',
  },
  { name: 'decision.trust_score', type: 'double', doc: 'The trust score.', privacy: 'none' },
  { name: 'decision.risk_level', type: 'string', doc: 'The score in a word.', privacy: 'none' },
  { name: 'decision.outcome', type: 'string', doc: 'The outcome so far.', privacy: 'none' },
  MODEL_PROBABILITY,
  ...EXPECTED_VALUE_DECLARATIONS,
]

/** For whoever compiles what a stranger wrote: what was published once is compiled without. */
export interface CompileBounds {
  /** What the patterns of all expressions may cost together: see `patternCompileCost`. */
  readonly patternCostMax?: number
  /** Told before each expression: facts, then rules, then policies, counted from 0. */
  readonly onExpression?: (index: number) => void
}

/**
 * Type-checks a ruleset against the signals and lists of a shop and compiles it. A ruleset with a
 * single faulty expression does not compile: it cannot be published, so it cannot go live.
 *
 * @param version number of this version, starting at 1
 */
export function compileRuleset(
  document: Ruleset,
  version: number,
  declarations: readonly SignalDeclaration[],
  bounds: CompileBounds = {},
): CompiledRulesetResult {
  const issues: RulesetIssue[] = []
  const checkAt = expressionChecker(issues, bounds)
  const lists = document.lists ?? []
  const forRules: Environment = { signals: declarations, lists, result: 'bool' }
  const forPolicies: Environment = {
    signals: [...declarations, ...DECISION_DECLARATIONS],
    lists,
    result: 'bool',
  }
  const { base } = document.scorecard

  const rules: CompiledRule[] = []
  for (const [index, part] of base.parts.entries()) {
    const expression = checkAt(`/scorecard/base/parts/${index}`, part, forRules)
    if (expression !== null) rules.push(baseRule(part, expression))
  }
  for (const [index, rule] of document.rules.entries()) {
    const expression = checkAt(`/rules/${index}`, rule, forRules)
    const graded = gradedAt(`/rules/${index}`, rule, forRules, checkAt, issues)
    if (expression !== null && rule.enabled !== false) {
      const scored = scoredRule(rule, expression)
      const reads = [...new Set([...scored.reads, ...(graded?.expression.readNames ?? [])])]
      rules.push({ ...scored, graded, reads })
    }
  }
  const policies: CompiledPolicy[] = []
  for (const [index, policy] of (document.policy ?? []).entries()) {
    const expression = checkAt(`/policy/${index}`, policy, forPolicies)
    if (expression === null) continue
    const { id } = policy
    if (document.expected_value === undefined && readsExpectedValue(expression.readNames)) {
      issues.push({
        pointer: `/policy/${index}/when`,
        rule: id,
        code: 'no_costs',
        message: NO_COSTS,
      })
    }
    policies.push(compiledPolicy(policy, expression))
  }
  issues.push(
    ...duplicateIds(document),
    ...crossedThresholds(document),
    ...reviewsWithoutDecline(document),
    ...idleFallbacks(document),
  )
  if (issues.length > 0) return { ok: false, issues }

  return {
    ok: true,
    ruleset: Object.freeze({
      version: `${document.name}@${version}`,
      checkpoints: document.checkpoints,
      segment: document.segment ?? DEFAULT_SEGMENT,
      base: { start: base.start, floor: base.floor ?? 0 },
      thresholds: document.thresholds,
      riskLevels: document.risk_levels ?? DEFAULT_RISK_LEVELS,
      rules,
      policies,
      unitIndex: rules.some(({ rollout }) => rollout !== null) ? unitIndexOf(declarations) : null,
      expectedValue: compileExpectedValue(document.expected_value, declarations),
      hasCardIndex: declarations.findIndex(({ name }) => name === HAS_CARD),
      actions: document.actions ?? {},
      messages: document.messages ?? {},
      listNames: lists,
    }),
  }
}

const NO_COSTS =
  'it reads an expected value, and the ruleset says nothing of what answers cost: give it `expected_value`'

function expressionChecker(
  issues: RulesetIssue[],
  { patternCostMax = Infinity, onExpression = () => {} }: CompileBounds,
) {
  let index = 0
  let patternCost = 0
  return (
    pointer: string,
    { id, when }: { id: string; when: string },
    environment: Environment,
    field = 'when',
  ): CheckedExpression | null => {
    // Each pattern more would take its time.
    if (patternCost > patternCostMax) return null
    // The number of a graded rule belongs to the rule.
    if (field === 'when') onExpression(index++)
    const checked = checkExpression(when, environment)
    const at = { pointer: `${pointer}/${field}`, rule: id }
    if (!checked.ok) {
      for (const { code, message, snippet, line, column } of checked.issues) {
        issues.push({ ...at, code, message, snippet, line, column })
      }
      return null
    }
    patternCost += checked.expression.patternCost
    if (patternCost > patternCostMax) {
      const message = `the patterns of the ruleset as far as here cost ${patternCost} to compile, at most ${patternCostMax}: ask less with \`matches\`, and with \`\\p{...}\` above all`
      issues.push({ ...at, code: 'limit', message })
    }
    return checked.expression
  }
}

/** How the points of a rule grow, where it says so. */
function gradedAt(
  pointer: string,
  { id, weight, graded }: Rule,
  environment: Environment,
  checkAt: ReturnType<typeof expressionChecker>,
  issues: RulesetIssue[],
): Graded | null {
  if (graded === undefined) return null
  const at = `${pointer}/graded`
  const refuse = (message: string): void => {
    issues.push({ pointer: at, rule: id, code: 'faulty_grade', message })
  }
  if (weight === undefined) refuse('`graded` grows up to `weight`: give the rule a weight')
  if (graded.from === graded.to) refuse('`from` and `to` are the same: there is nothing between')
  const numbers: Environment = { ...environment, result: 'number' }
  const expression = checkAt(at, { id, when: graded.by }, numbers, 'by')
  return expression === null ? null : compileGraded(graded, expression, environment)
}

/** What a rule or policy has of its expression. */
function compiled(expression: CheckedExpression) {
  return { reads: expression.readNames, expression, evaluate: compile(expression) }
}

function baseRule(part: BasePart, expression: CheckedExpression): CompiledRule {
  return {
    id: part.id,
    section: 'base',
    weight: part.weight,
    outcome: null,
    graded: null,
    reviewAfter: false,
    whenUnknown: part.when_unknown,
    snoozedUntilMs: 0,
    rollout: null,
    ...reasonOf(part.reason ?? 'SCORE', undefined),
    message: null,
    actions: [],
    ...compiled(expression),
  }
}

function scoredRule(rule: Rule, expression: CheckedExpression): Omit<CompiledRule, 'graded'> {
  return {
    id: rule.id,
    section: 'rule',
    weight: rule.weight ?? 0,
    outcome: rule.outcome ?? null,
    reviewAfter: rule.review_after ?? false,
    whenUnknown: rule.when_unknown,
    snoozedUntilMs: rule.snoozed_until === undefined ? 0 : Date.parse(rule.snoozed_until),
    rollout:
      rule.rollout === undefined
        ? null
        : { percent: rule.rollout.percent, salt: rule.rollout.salt ?? rule.id },
    ...reasonOf(rule.reason ?? 'RULE', rule.text),
    message: rule.message ?? null,
    actions: rule.actions ?? [],
    ...compiled(expression),
  }
}

function compiledPolicy(policy: Policy, expression: CheckedExpression): CompiledPolicy {
  return {
    id: policy.id,
    outcome: policy.outcome ?? null,
    reviewAfter: policy.review_after ?? false,
    whenUnknown: policy.when_unknown,
    text: policy.text ?? policy.id,
    actions: policy.actions ?? [],
    ...compiled(expression),
  }
}

/** A merchant may use reason codes of their own; then the rule's text says what they mean. */
function reasonOf(code: string, text: string | undefined): { reason: string; text: string } {
  return { reason: code, text: text ?? (isReasonCode(code) ? REASONS[code].en : code) }
}

function duplicateIds(document: Ruleset): RulesetIssue[] {
  const issues: RulesetIssue[] = []
  const seen = new Map<string, string>()
  const sections = [
    ['/scorecard/base/parts', document.scorecard.base.parts],
    ['/rules', document.rules],
    ['/policy', document.policy ?? []],
  ] as const
  for (const [section, entries] of sections) {
    for (const [index, { id }] of entries.entries()) {
      const pointer = `${section}/${index}/id`
      const first = seen.get(id)
      if (first === undefined) seen.set(id, pointer)
      else
        issues.push({
          pointer,
          rule: id,
          code: 'duplicate_id',
          message: `the id \`${id}\` is used at \`${first}\` too: give each rule its own`,
        })
    }
  }
  return issues
}

/** Only what is declined at once can be looked at afterwards. */
function reviewsWithoutDecline({ rules, policy = [] }: Ruleset): RulesetIssue[] {
  const sections = [
    ['/rules', rules],
    ['/policy', policy],
  ] as const
  return sections.flatMap(([section, entries]) =>
    entries.flatMap(({ id, outcome, review_after: reviewAfter }, index) =>
      reviewAfter !== true || outcome === 'decline' || outcome === 'deny_list'
        ? []
        : [
            {
              pointer: `${section}/${index}/review_after`,
              rule: id,
              code: 'review_without_decline',
              message:
                '`review_after` goes with `outcome: decline`: `outcome: review` holds the order instead',
            },
          ],
    ),
  )
}

/** What would ask for the same again, or be asked for by nobody. */
function idleFallbacks(document: Ruleset): RulesetIssue[] {
  const { rules, policy = [], actions: byOutcome = {} } = document
  const lists: (readonly [pointer: string, rule: string | null, actions: readonly Action[]])[] = [
    ...rules.map((rule, at) => [`/rules/${at}/actions`, rule.id, rule.actions ?? []] as const),
    ...policy.map((each, at) => [`/policy/${at}/actions`, each.id, each.actions ?? []] as const),
    ...Object.entries(byOutcome).map(
      ([outcome, actions]) => [`/actions/${outcome}`, null, actions] as const,
    ),
  ]
  return lists.flatMap(([pointer, rule, actions]) =>
    actions.flatMap((action, at) => {
      const then = action.on_failure
      if (then === undefined) return []
      const place = `${pointer}/${at}/on_failure`
      const issue = (where: string, code: string, message: string): RulesetIssue[] => [
        { pointer: where, rule, code, message },
      ]
      if (!document.checkpoints.includes('order')) {
        const message = 'what failed is followed up for orders only: leave `on_failure` out'
        return issue(place, 'fallback_without_order', message)
      }
      const seen = [action]
      return then.actions.flatMap((next, index) => {
        const isAgain = seen.some(
          ({ kind, target }) => kind === next.kind && target === next.target,
        )
        seen.push(next)
        const message = `\`${next.kind}\` has failed already when it is asked for here: name something else`
        return isAgain ? issue(`${place}/actions/${index}`, 'repeated_fallback', message) : []
      })
    }),
  )
}

/** Thresholds that stand in the wrong order would make an outcome unreachable without a word. */
function crossedThresholds({ thresholds }: Ruleset): RulesetIssue[] {
  const {
    reject_below: reject,
    submit_to_processor: submit,
    challenge_below: challenge,
  } = thresholds
  const issue = (field: string, message: string): RulesetIssue => ({
    pointer: `/thresholds/${field}`,
    rule: null,
    code: 'crossed_thresholds',
    message,
  })
  if (reject > submit) {
    return [
      issue(
        'reject_below',
        '`reject_below` is above `submit_to_processor`: nothing would be reviewed; lower it',
      ),
    ]
  }
  if (challenge !== undefined && challenge < submit) {
    return [
      issue(
        'challenge_below',
        '`challenge_below` is under `submit_to_processor`: nothing would be challenged; raise it',
      ),
    ]
  }
  return []
}
