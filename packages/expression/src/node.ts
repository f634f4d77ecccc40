import type { Place } from './issue.ts'
import type { ValueType } from './types.ts'
import type { Value } from './interpret/value.ts'

/**
 * The syntax tree: plain frozen data. The parser makes it with every type `dyn` and names
 * unresolved (`name`, `select`); the checker makes a new one with types, signals and lists resolved.
 */
export type Node =
  | ConstantNode
  | NameNode
  | SelectNode
  | SignalNode
  | KnownNode
  | InListNode
  | VariableNode
  | CallNode
  | LogicNode
  | ConditionalNode
  | ListNode
  | MapNode
  | MessageNode
  | ComprehensionNode

interface Typed extends Place {
  readonly type: ValueType
}

export interface ConstantNode extends Typed {
  readonly kind: 'constant'
  readonly value: Value
}

export interface NameNode extends Typed {
  readonly kind: 'name'
  readonly name: string
}

/** `operand.field`, or with `test` the macro `has(operand.field)`. */
export interface SelectNode extends Typed {
  readonly kind: 'select'
  readonly operand: Node
  readonly field: string
  readonly test: boolean
}

export interface SignalNode extends Typed {
  readonly kind: 'signal'
  readonly name: string
  /** Place in the declarations, and so in the vector. */
  readonly index: number
}

/** `known(x)` and `has(x)`: whether the signal has a value. Never unknown itself. */
export interface KnownNode extends Typed {
  readonly kind: 'known'
  readonly signal: SignalNode
}

/** `x in lists.NAME`. */
export interface InListNode extends Typed {
  readonly kind: 'in_list'
  readonly element: Node
  readonly name: string
  readonly index: number
}

export interface VariableNode extends Typed {
  readonly kind: 'variable'
  readonly name: string
  /** How many comprehensions are around the one that binds it: 0 for the outermost. */
  readonly depth: number
}

/** Operators carry CEL's own names (`_+_`, `_[_]`); a method's target is the first argument. */
export interface CallNode extends Typed {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Node[]
  readonly method: boolean
}

/** `&&` and `||`, a whole chain at once: both absorb in any order, so the grouping means nothing. */
export interface LogicNode extends Typed {
  readonly kind: 'and' | 'or'
  readonly args: readonly Node[]
}

export interface ConditionalNode extends Typed {
  readonly kind: 'conditional'
  readonly test: Node
  readonly yes: Node
  readonly no: Node
}

export interface ListNode extends Typed {
  readonly kind: 'list'
  readonly elements: readonly Node[]
}

export interface MapNode extends Typed {
  readonly kind: 'map'
  readonly entries: readonly { readonly key: Node; readonly value: Node }[]
}

export interface MessageNode extends Typed {
  readonly kind: 'message'
  readonly name: string
  readonly fields: readonly { readonly field: string; readonly value: Node }[]
}

export const MACROS = ['all', 'exists', 'exists_one', 'filter', 'map'] as const
export type Macro = (typeof MACROS)[number]

export interface ComprehensionNode extends Typed {
  readonly kind: 'comprehension'
  readonly macro: Macro
  readonly range: Node
  readonly variable: string
  readonly depth: number
  /** The predicate; only `map` may have none. */
  readonly test: Node | undefined
  /** What `map` makes of an element. */
  readonly step: Node | undefined
}

/** The nodes directly below, in the order of the source. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'constant':
    case 'name':
    case 'signal':
    case 'variable':
      return []
    case 'select':
      return [node.operand]
    case 'known':
      return [node.signal]
    case 'in_list':
      return [node.element]
    case 'call':
    case 'and':
    case 'or':
      return node.args
    case 'conditional':
      return [node.test, node.yes, node.no]
    case 'list':
      return node.elements
    case 'map':
      return node.entries.flatMap((entry) => [entry.key, entry.value])
    case 'message':
      return node.fields.map((field) => field.value)
    case 'comprehension':
      return [node.range, node.test, node.step].filter((child) => child !== undefined)
  }
}
