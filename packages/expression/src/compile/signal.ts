import type { SignalValue } from '@gatehouse/contract'
import { Unknown } from '@gatehouse/contract'
import type { EvaluationError } from '../evaluation-error.ts'
import { ERRORS } from '../evaluation-error.ts'
import { LIST_LENGTH_MAX } from '../limits.ts'
import type { SignalNode } from '../node.ts'
import { TIMESTAMP_MAX_SECONDS, TIMESTAMP_MIN_SECONDS } from '../time.ts'
import { isList } from '../types.ts'
import type { Code } from './code.ts'

/** 0001-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z. */
export const TIMESTAMP_MIN_MS = TIMESTAMP_MIN_SECONDS * 1000
export const TIMESTAMP_MAX_MS = TIMESTAMP_MAX_SECONDS * 1000 + 999

/** What a signal gives that holds no value of its type: its unknown, or a bug made visible. */
export function misread(value: SignalValue | undefined): Unknown | EvaluationError {
  return value instanceof Unknown ? value : ERRORS.wrong_type
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** A read that trusts nothing: a vector with a wrong type in it is an error of the rules that read it. */
export function compileSignal({ index, type }: SignalNode): Code {
  if (isList(type)) {
    return (vector) => {
      const value = vector[index]
      if (!Array.isArray(value)) return misread(value)
      if (value.length > LIST_LENGTH_MAX) return ERRORS.cost_limit
      return value.every(isText) ? (value as readonly string[]) : ERRORS.wrong_type
    }
  }
  switch (type) {
    case 'bool':
      return (vector) => {
        const value = vector[index]
        return value === true || value === false ? value : misread(value)
      }
    case 'int':
      return (vector) => {
        const value = vector[index]
        return Number.isSafeInteger(value) ? (value as number) : misread(value)
      }
    case 'double':
      return (vector) => {
        const value = vector[index]
        return Number.isFinite(value) ? (value as number) : misread(value)
      }
    case 'string':
      return (vector) => {
        const value = vector[index]
        return typeof value === 'string' ? value : misread(value)
      }
    case 'timestamp':
      return (vector) => {
        const value = vector[index]
        if (!Number.isSafeInteger(value)) return misread(value)
        const inRange =
          (value as number) >= TIMESTAMP_MIN_MS && (value as number) <= TIMESTAMP_MAX_MS
        return inRange ? (value as number) : ERRORS.out_of_range
      }
    case 'duration':
    case 'dyn':
      throw new TypeError(`no signal has the type ${type}`)
  }
}

/** Whether the signal has a value. A value of a wrong type is one: reading it is the error. */
export function compileKnown(index: number): Code {
  return (vector) => {
    const value = vector[index]
    return value !== undefined && !(value instanceof Unknown)
  }
}
