import type { ChangeRelation, SignalValue, SignalVector } from '@gatehouse/contract'
import type { CheckedExpression } from './check.ts'
import type { Present, Scope } from './compile/code.ts'
import { compileNode } from './compile/compile.ts'
import type { ListMatchers } from './environment.ts'
import { childrenOf, type CallNode, type Node, type SignalNode } from './node.ts'
import { isList, isNumber } from './types.ts'

/** A value of one signal at which some part of an expression turns. */
export interface TurningPoint {
  /** Place of the signal in the vector. */
  readonly index: number
  readonly name: string
  /** What to try in its place. */
  readonly value: SignalValue
  /** How to say it: the value may stand for a whole range, or for any other text. */
  readonly relation: ChangeRelation
  /** The bound of the range, the text that it is not, or the name of the list. */
  readonly bound: SignalValue
}

/** A text that no rule asks for by name: it stands for any other one. */
const ANOTHER_TEXT = '\u2039another\u203a'
/** Names of a long list in a rule are one turn each: the first few show what it is about. */
const MEMBERS_MAX = 8
/** Beside a bound that is itself on the other side; relative to it. */
const STEP = 1e-9
/** A bound that comes of a calculation is right to so many digits, and is said in as few as it has. */
const DIGITS = 12

const COMPARISONS = new Set(['_<_', '_<=_', '_>_', '_>=_', '_==_', '_!=_'])

/**
 * The values of single signals that may turn an expression, given all others as they are: bounds
 * of comparisons, members of lists, the other value of a flag. Whether one of them does turn it is
 * for the caller to try. A bound is found for any comparison that is linear in the signal.
 */
export function turningPoints(
  expression: CheckedExpression,
  vector: SignalVector,
  lists: ListMatchers,
): readonly TurningPoint[] {
  const finder = new Finder(vector, lists)
  finder.visit(expression.root)
  return finder.found
}

class Finder {
  readonly found: TurningPoint[] = []
  readonly #vector: SignalVector
  readonly #lists: ListMatchers
  readonly #scope: Scope

  constructor(vector: SignalVector, lists: ListMatchers) {
    this.#vector = vector
    this.#lists = lists
    this.#scope = { cells: [], compile: (node) => compileNode(node, this.#scope) }
  }

  visit(node: Node): void {
    if (node.kind === 'known') return
    // What a loop asks of one element at a time has no bound of its own.
    if (node.kind === 'comprehension') {
      for (const signal of signalsIn(node)) this.#other(signal)
      return
    }
    if (node.kind === 'signal' && node.type === 'bool') this.#flip(node)
    if (node.kind === 'in_list') {
      for (const signal of signalsIn(node)) this.#otherText(signal, 'not_on_list', node.name)
    }
    if (node.kind === 'call') this.#call(node)
    for (const child of childrenOf(node)) this.visit(child)
  }

  #call(node: CallNode): void {
    if (COMPARISONS.has(node.name)) {
      const [left, right] = node.args as [Node, Node]
      if (isNumeric(left) && isNumeric(right)) this.#crossings(left, right)
      else this.#equals(left, right)
      return
    }
    if (node.name === '@in') {
      this.#member(node.args[0]!, node.args[1]!)
      return
    }
    for (const arg of node.args) if (arg.kind === 'signal') this.#other(arg)
  }

  #flip({ index, name }: SignalNode): void {
    const now = this.#vector[index]
    const others = typeof now === 'boolean' ? [!now] : [true, false]
    for (const value of others) this.#add(index, name, value, 'is', value)
  }

  /** Anything else than it is: an empty list, or another text. */
  #other(signal: SignalNode): void {
    const { index, name, type } = signal
    if (isList(type)) this.#add(index, name, [], 'is', [])
    else this.#otherText(signal, 'is_not')
  }

  #otherText({ index, name, type }: SignalNode, relation: 'is_not' | 'not_on_list', list?: string) {
    const now = this.#vector[index]
    if (type !== 'string' || typeof now !== 'string') return
    this.#add(index, name, ANOTHER_TEXT, relation, list ?? now)
  }

  #equals(left: Node, right: Node): void {
    for (const [side, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (side.kind !== 'signal' || side.type !== 'string') continue
      this.#otherText(side, 'is_not')
      const wanted = this.#valueOf(other)
      if (typeof wanted === 'string') this.#add(side.index, side.name, wanted, 'is', wanted)
    }
  }

  #member(element: Node, list: Node): void {
    if (list.kind === 'signal') this.#other(list)
    if (element.kind !== 'signal') return
    if (element.type === 'string') this.#otherText(element, 'is_not')
    const members = this.#valueOf(list)
    if (!Array.isArray(members)) return
    for (const member of members.slice(0, MEMBERS_MAX) as Present[]) {
      if (typeof member === 'string' || typeof member === 'number') {
        this.#add(element.index, element.name, member, 'is', member)
      }
    }
  }

  /** Where left and right meet as one signal moves and all others stay. */
  #crossings(left: Node, right: Node): void {
    const signals = [...signalsIn(left), ...signalsIn(right)]
    for (const signal of new Map(signals.map((each) => [each.index, each])).values()) {
      if (!isNumber(signal.type) && signal.type !== 'timestamp') continue
      const atZero = this.#difference(left, right, signal.index, 0)
      const atOne = this.#difference(left, right, signal.index, 1)
      if (atZero === undefined || atOne === undefined) continue
      const bound = Number((-atZero / (atOne - atZero)).toPrecision(DIGITS))
      if (!Number.isFinite(bound)) continue
      if (signal.type === 'double') this.#around(signal, bound)
      else this.#aroundInteger(signal, bound)
    }
  }

  #difference(left: Node, right: Node, index: number, value: number): number | undefined {
    const vector = this.#vector.with(index, value)
    const [a, b] = [left, right].map((node) => this.#scope.compile(node)(vector, this.#lists))
    return typeof a === 'number' && typeof b === 'number' ? a - b : undefined
  }

  #around({ index, name }: SignalNode, bound: number): void {
    const now = this.#vector[index]
    const step = Math.max(Math.abs(bound) * STEP, STEP)
    if (typeof now !== 'number') this.#add(index, name, bound, 'is', bound)
    else this.#add(index, name, bound, now > bound ? 'at_most' : 'at_least', bound)
    this.#add(index, name, bound - step, 'below', bound)
    this.#add(index, name, bound + step, 'above', bound)
  }

  #aroundInteger({ index, name }: SignalNode, bound: number): void {
    const now = this.#vector[index]
    const [under, over] = [Math.floor(bound), Math.ceil(bound)]
    for (const value of new Set([under - 1, under, over, over + 1])) {
      if (!Number.isSafeInteger(value)) continue
      let relation: ChangeRelation = 'is'
      if (typeof now === 'number') relation = now > value ? 'at_most' : 'at_least'
      this.#add(index, name, value, relation, value)
    }
  }

  #valueOf(node: Node): unknown {
    // The variable of a loop has no value outside of it; loops are not entered.
    return this.#scope.compile(node)(this.#vector, this.#lists)
  }

  #add(
    index: number,
    name: string,
    value: SignalValue,
    relation: ChangeRelation,
    bound: SignalValue,
  ): void {
    if (this.#vector[index] === value) return
    this.found.push({ index, name, value, relation, bound })
  }
}

function isNumeric({ type }: Node): boolean {
  return isNumber(type) || type === 'timestamp' || type === 'duration'
}

function signalsIn(node: Node): SignalNode[] {
  if (node.kind === 'signal') return [node]
  return childrenOf(node).flatMap(signalsIn)
}
