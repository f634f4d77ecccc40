import type { EvaluationError } from '../evaluation-error.ts'
import { ERRORS } from '../evaluation-error.ts'
import { STRING_LENGTH_MAX_CHARS } from '../limits.ts'
import { DURATION_MAX_NANOS, TIMESTAMP_MAX_SECONDS, TIMESTAMP_MIN_SECONDS } from '../time.ts'
import { NANOS_PER_SECOND } from '../time.ts'
import type { Dialect } from './dialect.ts'
import { UINT64_MAX } from './dialect.ts'
import { compare, equals, find, isList } from './equality.ts'
import type { Value } from './value.ts'
import { Duration, MapValue, Timestamp, Uint } from './value.ts'

/** An operator or function on present values. Exact, and as plain as the specification. */
export type Apply = (args: readonly Value[], dialect: Dialect) => Value | EvaluationError

const TIMESTAMP_MIN = BigInt(TIMESTAMP_MIN_SECONDS) * NANOS_PER_SECOND
const TIMESTAMP_MAX = (BigInt(TIMESTAMP_MAX_SECONDS) + 1n) * NANOS_PER_SECOND - 1n

export function intOf(value: bigint, { intMin, intMax }: Dialect): bigint | EvaluationError {
  return value >= intMin && value <= intMax ? value : ERRORS.out_of_range
}

export function uintOf(value: bigint): Uint | EvaluationError {
  return value >= 0n && value <= UINT64_MAX ? new Uint(value) : ERRORS.out_of_range
}

export function doubleOf(value: number, { finiteDoubles }: Dialect): number | EvaluationError {
  return finiteDoubles && !Number.isFinite(value) ? ERRORS.out_of_range : value
}

export function timestampOf(nanos: bigint): Timestamp | EvaluationError {
  const inRange = nanos >= TIMESTAMP_MIN && nanos <= TIMESTAMP_MAX
  return inRange ? new Timestamp(nanos) : ERRORS.out_of_range
}

export function durationOf(nanos: bigint): Duration | EvaluationError {
  const inRange = nanos >= -DURATION_MAX_NANOS && nanos <= DURATION_MAX_NANOS
  return inRange ? new Duration(nanos) : ERRORS.out_of_range
}

interface Arithmetic {
  readonly ints: (a: bigint, b: bigint) => bigint
  readonly doubles?: (a: number, b: number) => number
  /** `/` and `%`: the second must not be zero. */
  readonly divides?: true
}

function arithmetic({ ints, doubles, divides }: Arithmetic): Apply {
  return ([a, b], dialect) => {
    if (typeof a === 'bigint' && typeof b === 'bigint') {
      return divides && b === 0n ? ERRORS.division_by_zero : intOf(ints(a, b), dialect)
    }
    if (a instanceof Uint && b instanceof Uint) {
      return divides && b.value === 0n ? ERRORS.division_by_zero : uintOf(ints(a.value, b.value))
    }
    if (typeof a === 'number' && typeof b === 'number' && doubles !== undefined) {
      if (divides && b === 0 && dialect.finiteDoubles) return ERRORS.division_by_zero
      return doubleOf(doubles(a, b), dialect)
    }
    return ERRORS.no_overload
  }
}

const addNumbers = arithmetic({ ints: (a, b) => a + b, doubles: (a, b) => a + b })
const subtractNumbers = arithmetic({ ints: (a, b) => a - b, doubles: (a, b) => a - b })

const add: Apply = (args, dialect) => {
  const [a, b] = args as [Value, Value]
  if (typeof a === 'string' && typeof b === 'string') {
    const long = dialect.bounded && a.length + b.length > STRING_LENGTH_MAX_CHARS
    return long ? ERRORS.cost_limit : a + b
  }
  if (isList(a) && isList(b)) return [...a, ...b]
  if (a instanceof Uint8Array && b instanceof Uint8Array) return new Uint8Array([...a, ...b])
  if (a instanceof Timestamp && b instanceof Duration) return timestampOf(a.nanos + b.nanos)
  if (a instanceof Duration && b instanceof Timestamp) return timestampOf(a.nanos + b.nanos)
  if (a instanceof Duration && b instanceof Duration) return durationOf(a.nanos + b.nanos)
  return addNumbers(args, dialect)
}

const subtract: Apply = (args, dialect) => {
  const [a, b] = args as [Value, Value]
  if (a instanceof Timestamp && b instanceof Timestamp) return durationOf(a.nanos - b.nanos)
  if (a instanceof Timestamp && b instanceof Duration) return timestampOf(a.nanos - b.nanos)
  if (a instanceof Duration && b instanceof Duration) return durationOf(a.nanos - b.nanos)
  return subtractNumbers(args, dialect)
}

function ordered(holds: (order: number) => boolean): Apply {
  return ([a, b]) => {
    const order = compare(a!, b!)
    return order === undefined ? ERRORS.no_overload : holds(order)
  }
}

const negate: Apply = ([value], dialect) => {
  if (typeof value === 'bigint') return intOf(-value, dialect)
  return typeof value === 'number' ? -value : ERRORS.no_overload
}

const contains: Apply = ([element, range]) => {
  if (isList(range!)) return range.some((each) => equals(each, element!))
  if (!(range instanceof MapValue) || !isKey(element!)) return ERRORS.no_overload
  return find(range, element!) !== undefined
}

const index: Apply = ([range, key]) => {
  if (range instanceof MapValue) {
    if (!isKey(key!)) return ERRORS.no_overload
    const value = find(range, key!)
    return value === undefined ? ERRORS.no_such_key : value
  }
  if (!isList(range!)) return ERRORS.no_overload
  const at = key instanceof Uint ? key.value : key
  if (typeof at !== 'bigint' && typeof at !== 'number') return ERRORS.no_overload
  const value = range[Number(at)]
  return value === undefined ? ERRORS.bad_index : value
}

/** What a map may have as a key; a double finds the equal int. */
function isKey(value: Value): boolean {
  return ['boolean', 'bigint', 'number', 'string'].includes(typeof value) || value instanceof Uint
}

export const OPERATORS: Readonly<Record<string, Apply>> = {
  '_+_': add,
  '_-_': subtract,
  '_*_': arithmetic({ ints: (a, b) => a * b, doubles: (a, b) => a * b }),
  '_/_': arithmetic({ ints: (a, b) => a / b, doubles: (a, b) => a / b, divides: true }),
  '_%_': arithmetic({ ints: (a, b) => a % b, divides: true }),
  '-_': negate,
  '!_': ([value]) => (typeof value === 'boolean' ? !value : ERRORS.no_overload),
  '_==_': ([a, b]) => equals(a!, b!),
  '_!=_': ([a, b]) => !equals(a!, b!),
  '_<_': ordered((order) => order < 0),
  '_<=_': ordered((order) => order <= 0),
  '_>_': ordered((order) => order > 0),
  '_>=_': ordered((order) => order >= 0),
  '@in': contains,
  '_[_]': index,
}
