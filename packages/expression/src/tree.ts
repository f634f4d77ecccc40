import type {
  Constant,
  Expr,
  Expr_CreateStruct as CreateStruct,
} from '@bufbuild/cel-spec/cel/expr/syntax_pb.js'
import type { Value } from './interpret/value.ts'
import { Uint } from './interpret/value.ts'
import type { IssueCode, Place } from './issue.ts'
import { COMPREHENSION_NESTING_MAX, NODES_MAX, TREE_DEPTH_MAX } from './limits.ts'
import type { Macro, Node } from './node.ts'
import { MACROS } from './node.ts'
import type { Spans } from './spans.ts'
import { covering } from './spans.ts'

/** Thrown inside `readSyntax` only: a tree beyond the bounds, or a literal beyond its type. */
export class BuildError extends Error {
  readonly problem: { readonly place: Place; readonly code: IssueCode; readonly message: string }

  constructor(place: Place, code: IssueCode, message: string) {
    super(message)
    this.problem = { place, code, message }
  }
}

type MacroCalls = Readonly<Record<string, Expr>>

/** The parser's protobuf tree to our own, with macros folded back from their comprehensions. */
export function buildTree(expr: Expr, spans: Spans, macroCalls: MacroCalls): Node {
  return new TreeBuilder(spans, macroCalls).build(expr, 0, 0)
}

const DYN = 'dyn' as const
const INT64_MAX = 2n ** 63n - 1n
const INT64_MIN = -(2n ** 63n)
const UINT64_MAX = 2n ** 64n - 1n

class TreeBuilder {
  readonly #spans: Spans
  readonly #macroCalls: MacroCalls
  #nodes = 0

  constructor(spans: Spans, macroCalls: MacroCalls) {
    this.#spans = spans
    this.#macroCalls = macroCalls
  }

  build(expr: Expr, depth: number, nesting: number): Node {
    const token = this.#spans.token(expr.id)
    if (++this.#nodes > NODES_MAX) {
      throw new BuildError(token, 'limit', `the expression has more than ${NODES_MAX} parts`)
    }
    if (depth > TREE_DEPTH_MAX) {
      throw new BuildError(token, 'limit', `more than ${TREE_DEPTH_MAX} levels inside each other`)
    }
    const below = (child: Expr | undefined): Node => this.build(child!, depth + 1, nesting)
    const kind = expr.exprKind
    switch (kind.case) {
      case 'constExpr':
        return { kind: 'constant', type: DYN, value: constantOf(kind.value, token), ...token }
      case 'identExpr':
        return { kind: 'name', type: DYN, name: kind.value.name, ...token }
      case 'selectExpr': {
        const { field, testOnly: test } = kind.value
        const operand = below(kind.value.operand)
        const place = test
          ? this.#spans.brackets(expr.id)
          : covering(operand, this.#spans.field(expr.id))
        return { kind: 'select', type: DYN, operand, field: bare(field), test, ...place }
      }
      case 'callExpr': {
        const { function: name, target, args } = kind.value
        if (name === '_&&_' || name === '_||_') {
          const flat = flatten(name, expr).map((arg) => below(arg))
          return {
            kind: name === '_&&_' ? 'and' : 'or',
            type: DYN,
            args: flat,
            ...covering(...flat),
          }
        }
        return this.#call(expr.id, name, target && below(target), args.map(below))
      }
      case 'listExpr': {
        const elements = kind.value.elements.map(below)
        return { kind: 'list', type: DYN, elements, ...this.#spans.brackets(expr.id) }
      }
      case 'structExpr':
        return this.#struct(expr.id, kind.value, below)
      case 'comprehensionExpr':
        return this.#comprehension(expr, depth, nesting)
      case undefined:
        throw new BuildError(token, 'syntax', 'this part of the expression cannot be read')
    }
  }

  #call(id: bigint, name: string, target: Node | undefined, rest: readonly Node[]): Node {
    const args = target === undefined ? rest : [target, ...rest]
    if (name === '_?_:_') {
      const [test, yes, no] = args as [Node, Node, Node]
      return { kind: 'conditional', type: DYN, test, yes, no, ...covering(...args) }
    }
    let place: Place
    if (name === '!_' || name === '-_') place = covering(this.#spans.token(id), ...args)
    else if (name === '_[_]') place = covering(args[0]!, this.#spans.brackets(id))
    else if (/^_.*_$|^@in$/.test(name)) place = covering(...args)
    else place = covering(...args.slice(0, 1), this.#spans.brackets(id))
    return { kind: 'call', type: DYN, name, args, method: target !== undefined, ...place }
  }

  #struct(id: bigint, struct: CreateStruct, below: (child: Expr | undefined) => Node): Node {
    const place = this.#spans.brackets(id)
    if (struct.messageName === '') {
      const entries = struct.entries.map((entry) => ({
        key: below(entry.keyKind.case === 'mapKey' ? entry.keyKind.value : undefined),
        value: below(entry.value),
      }))
      return { kind: 'map', type: DYN, entries, ...place }
    }
    const fields = struct.entries.map((entry) => ({
      field: entry.keyKind.case === 'fieldKey' ? bare(entry.keyKind.value) : '',
      value: below(entry.value),
    }))
    return { kind: 'message', type: DYN, name: struct.messageName, fields, ...place }
  }

  #comprehension(expr: Expr, depth: number, nesting: number): Node {
    const place = this.#spans.brackets(expr.id)
    const called = this.#macroCalls[expr.id.toString()]?.exprKind
    const fold = expr.exprKind.case === 'comprehensionExpr' ? expr.exprKind.value : undefined
    if (called?.case !== 'callExpr' || fold === undefined) {
      throw new BuildError(place, 'not_in_language', 'this kind of loop is not supported')
    }
    if (nesting >= COMPREHENSION_NESTING_MAX) {
      const message = `more than ${COMPREHENSION_NESTING_MAX} of ${MACROS.join(', ')} inside each other`
      throw new BuildError(place, 'limit', message)
    }
    const macro =
      called.value.function === 'existsOne' ? 'exists_one' : (called.value.function as Macro)
    const { test, step } = bodyOf(macro, called.value.args.length, fold.loopStep!)
    const range = this.build(fold.iterRange!, depth + 1, nesting)
    const inner = (body: Expr | undefined): Node | undefined =>
      body && this.build(body, depth + 1, nesting + 1)
    return {
      kind: 'comprehension',
      type: DYN,
      macro,
      range,
      variable: fold.iterVar,
      depth: nesting,
      test: inner(test),
      step: inner(step),
      ...covering(range, place),
    }
  }
}

/** A chain the parser balanced into a tree, back in the order of the source. */
function flatten(name: string, expr: Expr): readonly Expr[] {
  const kind = expr.exprKind
  if (kind.case !== 'callExpr' || kind.value.function !== name) return [expr]
  return kind.value.args.flatMap((arg) => flatten(name, arg))
}

/** Where each macro's expansion keeps what the user wrote (cel-spec, "Macros"). */
function bodyOf(macro: Macro, args: number, loop: Expr): { test?: Expr; step?: Expr } {
  switch (macro) {
    case 'all':
    case 'exists':
      return { test: argument(loop, 1) }
    case 'exists_one':
    case 'filter':
      return { test: argument(loop, 0) }
    case 'map': {
      if (args === 2) return { step: element(argument(loop, 1)) }
      return { test: argument(loop, 0), step: element(argument(argument(loop, 1), 1)) }
    }
  }
}

function argument(expr: Expr, index: number): Expr {
  return (expr.exprKind as { readonly value: { readonly args: readonly Expr[] } }).value.args[
    index
  ]!
}

function element(expr: Expr): Expr {
  return (expr.exprKind as { readonly value: { readonly elements: readonly Expr[] } }).value
    .elements[0]!
}

/** A field's name without the backquotes that let it hold dashes and dots. */
function bare(field: string): string {
  return field.startsWith('`') ? field.slice(1, -1) : field
}

function constantOf(constant: Constant, place: Place): Value {
  const kind = constant.constantKind
  switch (kind.case) {
    case 'nullValue':
      return null
    case 'int64Value':
      if (kind.value > INT64_MAX || kind.value < INT64_MIN) {
        throw new BuildError(place, 'bad_literal', `\`${kind.value}\` is too large for an int`)
      }
      return kind.value
    case 'uint64Value':
      if (kind.value > UINT64_MAX) {
        throw new BuildError(place, 'bad_literal', `\`${kind.value}u\` is too large for a uint`)
      }
      return new Uint(kind.value)
    case 'boolValue':
    case 'doubleValue':
    case 'stringValue':
    case 'bytesValue':
      return kind.value
    case 'durationValue':
    case 'timestampValue':
    case undefined:
      throw new BuildError(place, 'not_in_language', 'this literal is not supported')
  }
}
