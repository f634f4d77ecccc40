import {
  DEFAULT_SEGMENT,
  type ListKind,
  type Ruleset,
  type Segment,
  type SignalDeclaration,
  type WindowDeclaration,
} from '@gatehouse/contract'
import { runTests, type RulesetIssue, type TestResult } from '@gatehouse/gate'
import { PLAIN_KINDS, vectorDeclarations } from '@gatehouse/pipeline'
import type { SignalPlan } from '@gatehouse/signals'

/** What the rules of a shop may name. */
export interface Catalogue {
  readonly declarations: readonly SignalDeclaration[]
  readonly lists: readonly CatalogueList[]
  /** What its rulesets may be for, besides `default`. */
  readonly segments: readonly Segment[]
}

interface CatalogueList {
  readonly name: string
  readonly kind: ListKind
}

export function catalogueOf(
  plan: Pick<SignalPlan, 'declarations'>,
  windows: readonly WindowDeclaration[],
  lists: readonly CatalogueList[],
  segments: readonly Segment[],
): Catalogue {
  return { declarations: vectorDeclarations(plan, windows, lists), lists, segments }
}

/** Everything that can be known of a ruleset before it decides. */
export interface Examination {
  /** What keeps it from compiling, or from meaning what it says. */
  readonly issues: readonly RulesetIssue[]
  readonly passed: number
  readonly failed: readonly TestResult[]
}

export function examine(
  ruleset: Ruleset,
  catalogue: Catalogue,
  onExpression?: (index: number) => void,
): Examination {
  const run = runTests(ruleset, catalogue.declarations, onExpression)
  const issues = [
    ...(run.ok ? [] : run.issues),
    ...faultyLists(ruleset, catalogue),
    ...faultySegment(ruleset, catalogue),
  ]
  const results = run.ok ? run.results : []
  const failed = results.filter(({ failures }) => failures.length > 0)
  return { issues, passed: results.length - failed.length, failed }
}

/** For a segment that the shop does not have it would never decide. */
function faultySegment({ segment }: Ruleset, { segments }: Catalogue): RulesetIssue[] {
  if (segment === undefined || segment === DEFAULT_SEGMENT) return []
  if (segments.some(({ name }) => name === segment)) return []
  const message = `the shop has no segment \`${segment}\`: say in its settings who is in it, or leave it out`
  return [{ pointer: '/segment', rule: null, code: 'unknown_name', message }]
}

/** `x in lists.NAME` of a list that is not there, or that keeps tokens, could never be true. */
function faultyLists(ruleset: Ruleset, { lists }: Catalogue): RulesetIssue[] {
  const issues: RulesetIssue[] = []
  for (const [index, name] of (ruleset.lists ?? []).entries()) {
    const list = lists.find((known) => known.name === name)
    const at = { pointer: `/lists/${index}`, rule: null }
    if (list === undefined) {
      const message = `the shop has no list \`${name}\`: make it first, or take it out`
      issues.push({ ...at, code: 'unknown_name', message })
    } else if (!PLAIN_KINDS.some((kind) => kind === list.kind)) {
      const message = `\`${name}\` is a list of kind \`${list.kind}\`, whose items are no plain texts: ask for \`list.${name}\` in the rules and leave it out here`
      issues.push({ ...at, code: 'wrong_kind', message })
    }
  }
  return issues
}
