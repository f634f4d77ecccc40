import type { SignalValue, SignalVector } from '@gatehouse/contract'
import { Unknown } from '@gatehouse/contract'
import type { CheckedExpression } from '../check.ts'
import { LIST_NOT_LOADED } from '../compile/membership.ts'
import type { ListMatchers } from '../environment.ts'
import type { EvaluationResult } from '../evaluation-error.ts'
import { ERRORS } from '../evaluation-error.ts'
import { LIST_LENGTH_MAX } from '../limits.ts'
import { NANOS_PER_MILLISECOND } from '../time.ts'
import type { ValueType } from '../types.ts'
import { isList as isListType } from '../types.ts'
import { RULES } from './dialect.ts'
import { isList } from './equality.ts'
import type { Activation, Outcome } from './evaluate.ts'
import { Interpreter, isMissing } from './evaluate.ts'
import { timestampOf } from './operators.ts'
import type { Value } from './value.ts'
import { Duration, Timestamp } from './value.ts'

/**
 * Evaluates one expression for one event, slowly and plainly. `compile` gives the same answers and
 * is what runs; this is what it is held against.
 */
export function interpret(
  expression: CheckedExpression,
  vector: SignalVector,
  lists: ListMatchers,
): EvaluationResult {
  const activation: Activation = {
    signal: ({ index, type }) => fromSignal(vector[index], type),
    known: ({ signal }) => vector[signal.index] !== undefined && !isUnknownAt(vector, signal.index),
    inList: ({ index }, value) => lists[index]?.has(value) ?? LIST_NOT_LOADED,
    name: () => undefined,
    messageType: () => undefined,
  }
  const outcome = new Interpreter(activation, RULES).evaluate(expression.root)
  return isMissing(outcome) ? outcome : toSignal(outcome)
}

function isUnknownAt(vector: SignalVector, index: number): boolean {
  return vector[index] instanceof Unknown
}

/** A signal's value as CEL's own, or what is wrong with it. */
function fromSignal(value: SignalValue | undefined, type: ValueType): Outcome {
  if (value instanceof Unknown) return value
  if (isListType(type)) {
    if (!Array.isArray(value)) return ERRORS.wrong_type
    if (value.length > LIST_LENGTH_MAX) return ERRORS.cost_limit
    return value.every((element) => typeof element === 'string') ? value : ERRORS.wrong_type
  }
  if (type === 'bool') return typeof value === 'boolean' ? value : ERRORS.wrong_type
  if (type === 'string') return typeof value === 'string' ? value : ERRORS.wrong_type
  if (typeof value !== 'number') return ERRORS.wrong_type
  if (type === 'double') return Number.isFinite(value) ? value : ERRORS.wrong_type
  if (!Number.isSafeInteger(value)) return ERRORS.wrong_type
  return type === 'int' ? BigInt(value) : timestampOf(BigInt(value) * NANOS_PER_MILLISECOND)
}

/** Back to what a vector and a decision can hold. */
function toSignal(value: Value): SignalValue {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Timestamp || value instanceof Duration) {
    return Number(value.nanos / NANOS_PER_MILLISECOND)
  }
  if (isList(value)) return value.map(toSignal) as readonly string[]
  return value as boolean | number | string
}
