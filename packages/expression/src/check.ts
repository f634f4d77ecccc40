import type { Environment } from './environment.ts'
import { Checker } from './checker.ts'
import { costOf } from './cost.ts'
import { formatNode } from './format.ts'
import type { ExpressionIssue } from './issue.ts'
import { issueAt } from './issue.ts'
import { COST_MAX_STEPS } from './limits.ts'
import type { Node } from './node.ts'
import { childrenOf } from './node.ts'
import { patternCompileCost } from './pattern-size.ts'
import { readSyntax } from './syntax.ts'
import type { ValueType } from './types.ts'
import { isNumber, typeName } from './types.ts'

/** An expression whose every name, type and bound is known to be right. Plain frozen data. */
export interface CheckedExpression {
  readonly source: string
  readonly root: Node
  readonly type: ValueType
  /** Indexes of the signals it reads, ascending. */
  readonly reads: readonly number[]
  /** Their names, in the same order. */
  readonly readNames: readonly string[]
  /** Indexes of the lists it asks, ascending, and their names. */
  readonly lists: readonly number[]
  readonly listNames: readonly string[]
  /** Steps the costliest evaluation can take; at most `COST_MAX_STEPS`. */
  readonly costSteps: number
  /** What compiling its patterns costs: `patternCompileCost` of all. */
  readonly patternCost: number
}

export type CheckResult =
  | { readonly ok: true; readonly expression: CheckedExpression }
  | { readonly ok: false; readonly issues: readonly ExpressionIssue[] }

/**
 * Reads an expression and checks all that can be known before an event is seen: syntax, names,
 * argument counts, types, literals, cost. Every issue found is given, not only the first one.
 */
export function checkExpression(source: string, environment: Environment): CheckResult {
  const syntax = readSyntax(source)
  if (!syntax.ok) return syntax
  const checker = new Checker(source, environment)
  const root = checker.check(syntax.root)
  if (root === undefined || checker.issues.length > 0) return { ok: false, issues: checker.issues }
  const issue = wrongResult(source, root, environment) ?? tooCostly(source, root)
  if (issue !== undefined) return { ok: false, issues: [issue] }
  return { ok: true, expression: describe(source, root) }
}

function wrongResult(
  source: string,
  root: Node,
  { result }: Environment,
): ExpressionIssue | undefined {
  const right = result === 'number' ? isNumber(root.type) : root.type === result
  if (right) return undefined
  const wanted = { bool: 'true or false', number: 'a number', string: 'a text' }[result]
  const message = `the expression must give ${wanted}, but this gives a ${typeName(root.type)}`
  return issueAt(source, root, 'wrong_type', message)
}

function tooCostly(source: string, root: Node): ExpressionIssue | undefined {
  const cost = costOf(root)
  if (cost <= COST_MAX_STEPS) return undefined
  const message = `the expression may take ${cost} steps, at most ${COST_MAX_STEPS} are allowed: walk fewer lists inside each other`
  return issueAt(source, root, 'limit', message)
}

function describe(source: string, root: Node): CheckedExpression {
  const signals = new Map<number, string>()
  const lists = new Map<number, string>()
  let patternCost = 0
  const visit = (node: Node): void => {
    if (node.kind === 'signal') signals.set(node.index, node.name)
    patternCost += patternCostOf(node)
    if (node.kind === 'in_list') lists.set(node.index, node.name)
    for (const child of childrenOf(node)) visit(child)
  }
  visit(root)
  const [reads, readNames] = sorted(signals)
  const [listIndexes, listNames] = sorted(lists)
  return Object.freeze({
    source,
    root,
    type: root.type,
    reads,
    readNames,
    lists: listIndexes,
    listNames,
    costSteps: costOf(root),
    patternCost,
  })
}

/** The checker admits patterns only where they are written out. */
function patternCostOf(node: Node): number {
  if (node.kind !== 'call' || node.name !== 'matches') return 0
  const pattern = node.args[1]
  const source = pattern?.kind === 'constant' ? pattern.value : undefined
  return typeof source === 'string' ? patternCompileCost(source) : 0
}

function sorted(names: ReadonlyMap<number, string>): [readonly number[], readonly string[]] {
  const entries = [...names].sort(([a], [b]) => a - b)
  return [entries.map(([index]) => index), entries.map(([, name]) => name)]
}

/** Canonical text of an expression: what diffs between ruleset versions compare. */
export function formatExpression({ root }: CheckedExpression): string {
  return formatNode(root)
}
