import type { SignalValue } from '@gatehouse/contract'
import { unknownBecause } from '@gatehouse/contract'
import type { Code, Present, Raw } from '../compile/code.ts'
import { compileNode } from '../compile/compile.ts'
import { constantOf } from '../compile/constant.ts'
import type { ListMatchers } from '../environment.ts'
import { formatNode } from '../format.ts'
import type { CallNode, ConstantNode, KnownNode, Node } from '../node.ts'
import { childrenOf } from '../node.ts'
import { arithmetic, constantNumber, isArithmetic } from './arithmetic.ts'
import type { Columns, DictionaryColumn } from './columns.ts'
import { compareColumns, compareWithConstant, isRelation } from './compare.ts'
import {
  boolPerRow,
  boolSignal,
  constantBool,
  knownSignal,
  lookUpBool,
  lookUpNumber,
  numberSignal,
  perRow,
  rowByRow,
  sameText,
  stateOf,
} from './leaves.ts'
import { choose, logic, not } from './logic.ts'
import type { BoolOperation, Chunk, NumberOperation } from './operation.ts'

const NUMERIC = new Set(['int', 'double', 'timestamp', 'duration'])
const NONE = unknownBecause('no_value_in_column')

/**
 * Lays expressions out as one list of operations over given columns. A part that several
 * expressions share (same canonical text) becomes one operation.
 */
export class Planner {
  readonly operations = new Set<{ run(chunk: Chunk): void }>()
  readonly #columns: Columns
  readonly #lists: ListMatchers
  readonly #bools = new Map<string, BoolOperation>()
  readonly #numbers = new Map<string, NumberOperation>()

  constructor(columns: Columns, lists: ListMatchers) {
    this.#columns = columns
    this.#lists = lists
  }

  bool(node: Node): BoolOperation {
    return this.#shared(this.#bools, node, () => this.#makeBool(node))
  }

  number(node: Node): NumberOperation {
    return this.#shared(this.#numbers, node, () => this.#makeNumber(node))
  }

  /** Children are made first, so the list of operations is in the order they must run. */
  #shared<Operation extends { run(chunk: Chunk): void }>(
    made: Map<string, Operation>,
    node: Node,
    make: () => Operation,
  ): Operation {
    const key = formatNode(node)
    let operation = made.get(key)
    if (operation === undefined) {
      operation = make()
      made.set(key, operation)
      this.operations.add(operation)
    }
    return operation
  }

  #makeBool(node: Node): BoolOperation {
    if (node.kind === 'and' || node.kind === 'or') {
      return logic(
        node.kind,
        node.args.map((arg) => this.bool(arg)),
      )
    }
    if (node.kind === 'call' && node.name === '!_') return not(this.bool(node.args[0]!))
    if (node.kind === 'conditional') {
      return choose(this.bool(node.test), this.bool(node.yes), this.bool(node.no))
    }
    return this.#boolLeaf(node, [...readsOf(node)])
  }

  #boolLeaf(node: Node, reads: readonly number[]): BoolOperation {
    if (reads.length === 0) return constantBool(stateOf(codeOf(node)([], this.#lists)))
    if (reads.length === 1) {
      const column = this.#columns.columns[reads[0]!]
      if (column === undefined) return constantBool(stateOf(this.#compute(node, reads[0]!)(NONE)))
      if (column.kind === 'dictionary') {
        const compute = this.#compute(node, reads[0]!)
        return lookUpBool(column, compute, compute(NONE))
      }
      if (node.kind === 'known') return knownSignal(column)
      if (node.kind === 'signal' && column.kind === 'bool') return boolSignal(column)
    }
    const relation =
      node.kind === 'call' && isRelation(node.name) ? this.#relation(node) : undefined
    return relation ?? boolPerRow(rowByRow(this.#columns, reads, codeOf(node), this.#lists))
  }

  #relation(node: CallNode): BoolOperation | undefined {
    const [left, right] = node.args as [Node, Node]
    if (isNumeric(left) && isNumeric(right)) {
      const constant = numberConstant(right)
      return constant === undefined
        ? compareColumns(node.name, this.number(left), this.number(right))
        : compareWithConstant(node.name, this.number(left), constant)
    }
    const texts = [this.#textColumn(left), this.#textColumn(right)] as const
    if (texts[0] === undefined || texts[1] === undefined) return undefined
    if (node.name === '_==_') return sameText(texts[0], texts[1])
    if (node.name !== '_!=_') return undefined
    return not(this.bool({ ...node, name: '_==_' }))
  }

  /** A column of texts and nothing else: a wrong value in it must become an error, row by row. */
  #textColumn(node: Node): DictionaryColumn | undefined {
    const column = node.kind === 'signal' ? this.#columns.columns[node.index] : undefined
    if (node.type !== 'string' || column?.kind !== 'dictionary') return undefined
    return column.dictionary.every((value) => typeof value === 'string') ? column : undefined
  }

  #makeNumber(node: Node): NumberOperation {
    const constant = numberConstant(node)
    if (constant !== undefined) return constantNumber(constant)
    const reads = [...readsOf(node)]
    const column = reads.length === 1 ? this.#columns.columns[reads[0]!] : undefined
    if (column?.kind === 'dictionary') {
      const compute = this.#compute(node, reads[0]!)
      return lookUpNumber(column, compute, compute(NONE))
    }
    if (node.kind === 'signal' && column?.kind === 'number') return numberSignal(column)
    if (node.kind === 'call') {
      if (isArithmetic(node.name)) {
        const [left, right] = node.args.map((arg) => this.number(arg))
        return arithmetic(node.name, node.type, left!, right!)
      }
      // An int is carried as a double already.
      if (node.name === 'double' && isNumeric(node.args[0]!)) return this.number(node.args[0]!)
    }
    return perRow(rowByRow(this.#columns, reads, codeOf(node), this.#lists))
  }

  /** The node as a function of the one signal it reads. */
  #compute(node: Node, index: number): (value: SignalValue) => Raw {
    const code = codeOf(node)
    const vector: SignalValue[] = []
    return (value) => {
      vector[index] = value
      return code(vector, this.#lists)
    }
  }
}

function codeOf(node: Node): Code {
  const cells: Present[] = []
  const scope = { cells, compile: (each: Node): Code => compileNode(each, scope) }
  return scope.compile(node)
}

function readsOf(node: Node, into = new Set<number>()): ReadonlySet<number> {
  const signal = node.kind === 'known' ? (node as KnownNode).signal : node
  if (signal.kind === 'signal') into.add(signal.index)
  else for (const child of childrenOf(node)) readsOf(child, into)
  return into
}

function isNumeric(node: Node): boolean {
  return typeof node.type === 'string' && NUMERIC.has(node.type)
}

function numberConstant(node: Node): number | undefined {
  if (node.kind !== 'constant' || !isNumeric(node)) return undefined
  return constantOf((node as ConstantNode).value) as number
}
