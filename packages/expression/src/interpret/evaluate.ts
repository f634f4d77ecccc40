import { Unknown } from '@gatehouse/contract'
import { EvaluationError } from '../evaluation-error.ts'
import { ERRORS } from '../evaluation-error.ts'
import { dottedName } from '../names.ts'
import type {
  ComprehensionNode,
  InListNode,
  KnownNode,
  LogicNode,
  MapNode,
  MessageNode,
  Node,
  SelectNode,
  SignalNode,
} from '../node.ts'
import type { Dialect } from './dialect.ts'
import { equals, find, isList, isMessage } from './equality.ts'
import { FUNCTIONS, tooLong } from './functions.ts'
import { OPERATORS } from './operators.ts'
import type { Value } from './value.ts'
import { MapValue, Uint } from './value.ts'

/** What a part of an expression gives: a value, or why there is none. */
export type Outcome = Value | Unknown | EvaluationError

/** Where names get their values from. */
export interface Activation {
  signal(node: SignalNode): Outcome
  known(node: KnownNode): boolean
  inList(node: InListNode, value: string): boolean | Unknown
  /** A name no checker resolved; undefined if it means nothing. */
  name(dotted: string): Value | undefined
  /** The full name of a message type as seen from where the expression stands. */
  messageType(name: string): string | undefined
}

export function isMissing(outcome: Outcome): outcome is Unknown | EvaluationError {
  return outcome instanceof Unknown || outcome instanceof EvaluationError
}

/**
 * The reference interpreter: one `case` for each kind of node, exact values, nothing cached. Slow
 * and meant to be read; the other evaluators are tested against it.
 */
export class Interpreter {
  readonly #activation: Activation
  readonly #dialect: Dialect
  readonly #variables: { readonly name: string; readonly value: Value }[] = []

  constructor(activation: Activation, dialect: Dialect) {
    this.#activation = activation
    this.#dialect = dialect
  }

  evaluate(node: Node): Outcome {
    switch (node.kind) {
      case 'constant':
        return node.value
      case 'signal':
        return this.#activation.signal(node)
      case 'known':
        return this.#activation.known(node)
      case 'in_list': {
        const element = this.evaluate(node.element)
        return typeof element === 'string' ? this.#activation.inList(node, element) : element
      }
      case 'variable':
      case 'name':
        return this.#name(node.name)
      case 'select':
        return this.#select(node)
      case 'and':
      case 'or':
        return this.#logic(node)
      case 'conditional': {
        const test = this.evaluate(node.test)
        if (isMissing(test)) return test
        return typeof test === 'boolean'
          ? this.evaluate(test ? node.yes : node.no)
          : ERRORS.no_overload
      }
      case 'list':
        return this.#strict(node.elements, (elements) => elements)
      case 'map':
        return this.#map(node)
      case 'message':
        return this.#message(node)
      case 'call':
        return this.#call(node.name, node.args)
      case 'comprehension':
        return this.#comprehension(node)
    }
  }

  /** Evaluates all, and applies if none is missing: unknown before error, then the first. */
  #strict(nodes: readonly Node[], apply: (values: readonly Value[]) => Outcome): Outcome {
    const outcomes = nodes.map((node) => this.evaluate(node))
    return firstMissing(outcomes) ?? apply(outcomes as Value[])
  }

  #call(name: string, args: readonly Node[]): Outcome {
    if (Object.hasOwn(OPERATORS, name)) {
      return this.#strict(args, (values) => OPERATORS[name]!(values, this.#dialect))
    }
    if (!Object.hasOwn(FUNCTIONS, name)) return ERRORS.no_overload
    return this.#strict(args, (values) =>
      tooLong(values, this.#dialect) ? ERRORS.cost_limit : FUNCTIONS[name]!(values, this.#dialect),
    )
  }

  /** One absorbing value decides; otherwise unknown, then error, then the neutral value. */
  #logic(node: LogicNode): Outcome {
    const outcomes = node.args.map((arg) => boolean(this.evaluate(arg)))
    return combine(node.kind, outcomes)
  }

  #name(name: string): Outcome {
    const variable = this.#variables.findLast((each) => each.name === name)
    if (variable !== undefined) return variable.value
    const value = this.#activation.name(name)
    return value === undefined ? ERRORS.no_such_name : value
  }

  #select(node: SelectNode): Outcome {
    const dotted = dottedName(node)
    const first = dotted?.split('.')[0]
    if (dotted !== undefined && !this.#variables.some((variable) => variable.name === first)) {
      const qualified = this.#activation.name(dotted)
      if (qualified !== undefined) return qualified
    }
    const operand = this.evaluate(node.operand)
    if (isMissing(operand)) return operand
    return node.test ? hasField(operand, node.field) : fieldOf(operand, node.field)
  }

  #map(node: MapNode): Outcome {
    const parts = node.entries.flatMap(({ key, value }) => [key, value])
    return this.#strict(parts, (values) => {
      const entries: (readonly [Value, Value])[] = []
      for (let at = 0; at < values.length; at += 2) {
        const key = values[at]!
        if (!isMapKey(key) || entries.some(([each]) => equals(each, key))) return ERRORS.no_overload
        entries.push([key, values[at + 1]!])
      }
      return new MapValue(entries)
    })
  }

  #message(node: MessageNode): Outcome {
    const typeName = this.#activation.messageType(node.name)
    if (typeName === undefined) return ERRORS.no_such_name
    const values = node.fields.map((field) => field.value)
    return this.#strict(values, (present) => {
      const fields = node.fields.map(({ field }, index) => [field, present[index]!] as const)
      const message = this.#dialect.messages?.create(typeName, fields)
      return message === undefined ? ERRORS.no_overload : message
    })
  }

  #comprehension(node: ComprehensionNode): Outcome {
    const range = this.evaluate(node.range)
    if (isMissing(range)) return range
    const elements = range instanceof MapValue ? range.entries.map(([key]) => key) : range
    if (!isList(elements)) return ERRORS.no_overload
    const outcomes = elements.map((element) => this.#element(node, element))
    if (node.macro === 'all') return combine('and', outcomes)
    if (node.macro === 'exists') return combine('or', outcomes)
    const missing = firstMissing(outcomes)
    if (missing !== undefined) return missing
    if (node.macro === 'map') return (outcomes as Value[]).filter((each) => each !== SKIPPED)
    const kept = elements.filter((_, index) => outcomes[index] === true)
    return node.macro === 'exists_one' ? kept.length === 1 : kept
  }

  /** The predicate's outcome for one element; with `map`, what it makes of it. */
  #element({ variable, test, step }: ComprehensionNode, element: Value): Outcome {
    const passes = test === undefined ? true : boolean(this.#with(variable, element, test))
    if (step === undefined || isMissing(passes)) return passes
    return passes ? this.#with(variable, element, step) : SKIPPED
  }

  #with(name: string, value: Value, body: Node): Outcome {
    this.#variables.push({ name, value })
    const outcome = this.evaluate(body)
    this.#variables.pop()
    return outcome
  }
}

/** Stands for an element that the predicate of `map` left out. */
const SKIPPED = new MapValue([])

function firstMissing(outcomes: readonly Outcome[]): Unknown | EvaluationError | undefined {
  return (
    outcomes.find((outcome) => outcome instanceof Unknown) ??
    outcomes.find((outcome) => outcome instanceof EvaluationError)
  )
}

function combine(kind: 'and' | 'or', outcomes: readonly Outcome[]): Outcome {
  const absorbing = kind === 'or'
  if (outcomes.includes(absorbing)) return absorbing
  return firstMissing(outcomes) ?? !absorbing
}

function boolean(outcome: Outcome): boolean | Unknown | EvaluationError {
  return typeof outcome === 'boolean' || isMissing(outcome) ? outcome : ERRORS.no_overload
}

function isMapKey(value: Value): boolean {
  return ['boolean', 'bigint', 'string'].includes(typeof value) || value instanceof Uint
}

function fieldOf(operand: Value, field: string): Outcome {
  if (operand instanceof MapValue) {
    const value = find(operand, field)
    return value === undefined ? ERRORS.no_such_key : value
  }
  if (!isMessage(operand)) return ERRORS.no_overload
  const value = operand.field(field)
  return value === undefined ? ERRORS.no_such_key : value
}

function hasField(operand: Value, field: string): Outcome {
  if (operand instanceof MapValue) return find(operand, field) !== undefined
  if (!isMessage(operand)) return ERRORS.no_overload
  return operand.hasField(field) ?? ERRORS.no_such_key
}
