import type { SignalVector } from '@gatehouse/contract'
import type { CheckedExpression } from '../check.ts'
import type { ListMatchers } from '../environment.ts'
import type { EvaluationResult } from '../evaluation-error.ts'
import type { CallNode, Node } from '../node.ts'
import { compileArithmetic, compileNegation } from './arithmetic.ts'
import type { Code, Present, Scope } from './code.ts'
import { compileComparison } from './compare.ts'
import { constantOf } from './constant.ts'
import { compileFunction } from './functions.ts'
import { compileComprehension, compileConditional, compileLogic, compileNot } from './logic.ts'
import { compileIn, compileIndex, compileInList, compileList } from './membership.ts'
import { compileKnown, compileSignal } from './signal.ts'

/** Evaluates one expression for one event. Never throws for any vector; see `EvaluationError`. */
export type Evaluate = (vector: SignalVector, lists: ListMatchers) => EvaluationResult

/**
 * Turns a checked expression into a tree of closures: no generated code, so it runs where
 * `eval` is forbidden. The same meaning as `interpret`, about a hundred times as fast.
 */
export function compile(expression: CheckedExpression): Evaluate {
  const cells: Present[] = []
  const scope: Scope = { cells, compile: (node) => compileNode(node, scope) }
  return scope.compile(expression.root) as Evaluate
}

/** One node in a scope: for evaluators that compile parts on their own. */
export function compileNode(node: Node, scope: Scope): Code {
  switch (node.kind) {
    case 'constant': {
      const value = constantOf(node.value)
      return () => value
    }
    case 'signal':
      return compileSignal(node)
    case 'known':
      return compileKnown(node.signal.index)
    case 'in_list':
      return compileInList(node, scope)
    case 'variable': {
      const { cells } = scope
      const { depth } = node
      return () => cells[depth]!
    }
    case 'and':
    case 'or':
      return compileLogic(node, scope)
    case 'conditional':
      return compileConditional(node, scope)
    case 'list':
      return compileList(node, scope)
    case 'comprehension':
      return compileComprehension(node, scope)
    case 'call':
      return compileCall(node, scope)
    case 'name':
    case 'select':
    case 'map':
    case 'message':
      throw new TypeError(`a checked expression has no ${node.kind}`)
  }
}

function compileCall(node: CallNode, scope: Scope): Code {
  switch (node.name) {
    case '!_':
      return compileNot(scope.compile(node.args[0]!))
    case '-_':
      return compileNegation(scope.compile(node.args[0]!))
    case '_+_':
    case '_-_':
    case '_*_':
    case '_/_':
    case '_%_':
      return compileArithmetic(node, scope)
    case '_==_':
    case '_!=_':
    case '_<_':
    case '_<=_':
    case '_>_':
    case '_>=_':
      return compileComparison(node, scope)
    case '@in':
      return compileIn(node, scope)
    case '_[_]':
      return compileIndex(node, scope)
    default:
      return compileFunction(node, scope)
  }
}
