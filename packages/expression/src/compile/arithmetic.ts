import { ERRORS } from '../evaluation-error.ts'
import { STRING_LENGTH_MAX_CHARS } from '../limits.ts'
import type { CallNode } from '../node.ts'
import { DURATION_MAX_NANOS, NANOS_PER_MILLISECOND } from '../time.ts'
import type { ValueType } from '../types.ts'
import { isList } from '../types.ts'
import type { Code, Present, Raw, Scope } from './code.ts'
import { isMissing, missingOf } from './code.ts'
import { TIMESTAMP_MAX_MS, TIMESTAMP_MIN_MS } from './signal.ts'

type Operate = (a: number, b: number) => Raw

export const DURATION_MAX_MS = Number(DURATION_MAX_NANOS / NANOS_PER_MILLISECOND)

/** Doubles carry int sums exactly up to 2^53 - 1; beyond it an int has left its range. */
function int(value: number): Raw {
  return Number.isSafeInteger(value) ? value : ERRORS.out_of_range
}

function double(value: number): Raw {
  return Number.isFinite(value) ? value : ERRORS.out_of_range
}

function timestamp(ms: number): Raw {
  return ms >= TIMESTAMP_MIN_MS && ms <= TIMESTAMP_MAX_MS ? ms : ERRORS.out_of_range
}

function duration(ms: number): Raw {
  return Math.abs(ms) <= DURATION_MAX_MS ? ms : ERRORS.out_of_range
}

const INT: Readonly<Record<string, Operate>> = {
  '_+_': (a, b) => int(a + b),
  '_-_': (a, b) => int(a - b),
  '_*_': (a, b) => int(a * b),
  // The quotient of two safe ints is never rounded up to the next int, so cutting it is exact.
  '_/_': (a, b) => (b === 0 ? ERRORS.division_by_zero : Math.trunc(a / b)),
  '_%_': (a, b) => (b === 0 ? ERRORS.division_by_zero : a % b),
}

const DOUBLE: Readonly<Record<string, Operate>> = {
  '_+_': (a, b) => double(a + b),
  '_-_': (a, b) => double(a - b),
  '_*_': (a, b) => double(a * b),
  '_/_': (a, b) => (b === 0 ? ERRORS.division_by_zero : double(a / b)),
}

function operationFor(name: string, type: ValueType): Operate {
  switch (type) {
    case 'int':
      return INT[name]!
    case 'double':
      return DOUBLE[name]!
    case 'timestamp':
      return name === '_+_' ? (a, b) => timestamp(a + b) : (a, b) => timestamp(a - b)
    default:
      return name === '_+_' ? (a, b) => duration(a + b) : (a, b) => duration(a - b)
  }
}

export function compileArithmetic(node: CallNode, scope: Scope): Code {
  const [first, second] = node.args.map((arg) => scope.compile(arg)) as [Code, Code]
  if (node.type === 'string') return concatText(first, second)
  if (isList(node.type)) return concatLists(first, second)
  const operate = operationFor(node.name, node.type)
  return (vector, lists) => {
    const a = first(vector, lists)
    const b = second(vector, lists)
    return typeof a === 'number' && typeof b === 'number' ? operate(a, b) : missingOf(a, b)
  }
}

export function compileNegation(operand: Code): Code {
  return (vector, lists) => {
    const value = operand(vector, lists)
    return typeof value === 'number' ? -value : value
  }
}

function concatText(first: Code, second: Code): Code {
  return (vector, lists) => {
    const a = first(vector, lists)
    const b = second(vector, lists)
    if (typeof a !== 'string' || typeof b !== 'string') return missingOf(a, b)
    return a.length + b.length > STRING_LENGTH_MAX_CHARS ? ERRORS.cost_limit : a + b
  }
}

function concatLists(first: Code, second: Code): Code {
  return (vector, lists) => {
    const a = first(vector, lists)
    const b = second(vector, lists)
    if (isMissing(a) || isMissing(b)) return missingOf(a, b)
    return [...(a as readonly Present[]), ...(b as readonly Present[])]
  }
}
