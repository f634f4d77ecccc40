import type { EvaluationError } from '../evaluation-error.ts'
import { ERRORS } from '../evaluation-error.ts'
import { STRING_LENGTH_MAX_CHARS } from '../limits.ts'
import { readPattern } from '../pattern.ts'
import { codePoints, lowerAscii, parseDouble, parseInteger, upperAscii } from '../text.ts'
import {
  DURATION_FIELDS,
  NANOS_PER_MILLISECOND,
  NANOS_PER_SECOND,
  TIMESTAMP_FIELDS,
  formatDuration,
  formatTimestamp,
  isDurationField,
  isTimestampField,
  parseDuration,
  parseOffsetMinutes,
  parseTimestamp,
  splitNanos,
} from '../time.ts'
import type { Dialect } from './dialect.ts'
import { isList } from './equality.ts'
import type { Apply } from './operators.ts'
import { doubleOf, durationOf, intOf, timestampOf, uintOf } from './operators.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'
import type { Value } from './value.ts'
import { Duration, MapValue, Timestamp, TypeValue, Uint } from './value.ts'
import { typeNameOf } from './type-name.ts'

function ofText(apply: (text: string) => Value): Apply {
  return ([text]) => (typeof text === 'string' ? apply(text) : ERRORS.no_overload)
}

function ofTwoTexts(apply: (text: string, part: string) => Value | EvaluationError): Apply {
  return ([a, b]) =>
    typeof a === 'string' && typeof b === 'string' ? apply(a, b) : ERRORS.no_overload
}

const size: Apply = ([value]) => {
  if (typeof value === 'string') return BigInt(codePoints(value))
  if (value instanceof Uint8Array || isList(value!)) return BigInt(value.length)
  return value instanceof MapValue ? BigInt(value.entries.length) : ERRORS.no_overload
}

const toInt: Apply = ([value], dialect) => {
  if (typeof value === 'bigint') return value
  if (value instanceof Uint) return intOf(value.value, dialect)
  if (typeof value === 'number') return cut(value, (whole) => intOf(whole, dialect))
  if (value instanceof Timestamp) return BigInt(splitNanos(value.nanos).seconds)
  if (value instanceof Duration) return value.nanos / NANOS_PER_SECOND
  if (typeof value !== 'string') return ERRORS.no_overload
  const parsed = parseInteger(value)
  return parsed === undefined ? ERRORS.bad_conversion : intOf(parsed, dialect)
}

const toUint: Apply = ([value]) => {
  if (value instanceof Uint) return value
  if (typeof value === 'bigint') return uintOf(value)
  if (typeof value === 'number') return cut(value, uintOf)
  if (typeof value !== 'string') return ERRORS.no_overload
  return /^\d{1,20}$/.test(value) ? uintOf(BigInt(value)) : ERRORS.bad_conversion
}

/** Cuts a double to an int; the bounds of 64 bits themselves are no exact doubles and out of range. */
function cut(
  value: number,
  convert: (whole: bigint) => Value | EvaluationError,
): Value | EvaluationError {
  const whole = Math.trunc(value)
  if (!Number.isFinite(whole) || whole === -(2 ** 63)) return ERRORS.out_of_range
  return convert(BigInt(whole))
}

const toDouble: Apply = ([value], dialect) => {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Uint) return Number(value.value)
  if (typeof value !== 'string') return ERRORS.no_overload
  const parsed = parseDouble(value) ?? (dialect.finiteDoubles ? undefined : SPECIAL.get(value))
  return parsed === undefined ? ERRORS.bad_conversion : doubleOf(parsed, dialect)
}

const SPECIAL = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
])

const toText: Apply = ([value]) => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return String(value)
  if (value instanceof Uint) return String(value.value)
  if (value instanceof Timestamp) return formatTimestamp(value.nanos)
  if (value instanceof Duration) return formatDuration(value.nanos)
  if (!(value instanceof Uint8Array)) return ERRORS.no_overload
  return decodeUtf8(value) ?? ERRORS.bad_conversion
}

const BOOLEANS = new Map([
  ...['1', 't', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
])

const toBool: Apply = ([value]) => {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return ERRORS.no_overload
  return BOOLEANS.get(value) ?? ERRORS.bad_conversion
}

const toBytes: Apply = ([value]) => {
  if (value instanceof Uint8Array) return value
  return typeof value === 'string' ? encodeUtf8(value) : ERRORS.no_overload
}

const toTimestamp: Apply = ([value]) => {
  if (value instanceof Timestamp) return value
  if (typeof value === 'bigint') return timestampOf(value * NANOS_PER_SECOND)
  if (typeof value !== 'string') return ERRORS.no_overload
  const nanos = parseTimestamp(value)
  return nanos === undefined ? ERRORS.bad_conversion : timestampOf(nanos)
}

const toDuration: Apply = ([value]) => {
  if (value instanceof Duration) return value
  if (typeof value === 'bigint') return durationOf(value * NANOS_PER_SECOND)
  if (typeof value !== 'string') return ERRORS.no_overload
  const nanos = parseDuration(value)
  return nanos === undefined ? ERRORS.bad_conversion : durationOf(nanos)
}

const matches = ofTwoTexts((text, source) => {
  const result = readPattern(source)
  return result.ok ? result.pattern.test(text) : ERRORS.bad_conversion
})

/** `getHours` and its kind, of a timestamp in a zone or of a duration. */
function accessor(name: string): Apply {
  return ([value, zone], dialect) => {
    if (value instanceof Duration && zone === undefined && isDurationField(name)) {
      return BigInt(DURATION_FIELDS[name](Number(value.nanos / NANOS_PER_MILLISECOND)))
    }
    if (!(value instanceof Timestamp)) return ERRORS.no_overload
    const { seconds, rest } = splitNanos(value.nanos)
    const offset = zone === undefined ? 0 : zoneOffsetMinutes(zone, seconds, dialect)
    if (offset === undefined) return ERRORS.bad_conversion
    if (!isTimestampField(name)) return BigInt(rest) / NANOS_PER_MILLISECOND
    return BigInt(TIMESTAMP_FIELDS[name](seconds + offset * 60))
  }
}

function zoneOffsetMinutes(zone: Value, seconds: number, dialect: Dialect): number | undefined {
  if (typeof zone !== 'string') return undefined
  return parseOffsetMinutes(zone) ?? dialect.zoneOffsetMinutes?.(zone, seconds)
}

export const FUNCTIONS: Readonly<Record<string, Apply>> = {
  size,
  contains: ofTwoTexts((text, part) => text.includes(part)),
  startsWith: ofTwoTexts((text, part) => text.startsWith(part)),
  endsWith: ofTwoTexts((text, part) => text.endsWith(part)),
  matches,
  lowerAscii: ofText(lowerAscii),
  upperAscii: ofText(upperAscii),
  trim: ofText((text) => text.trim()),
  int: toInt,
  uint: toUint,
  double: toDouble,
  string: toText,
  bool: toBool,
  bytes: toBytes,
  timestamp: toTimestamp,
  duration: toDuration,
  dyn: ([value]) => value!,
  type: ([value]) => new TypeValue(typeNameOf(value!)),
  ...Object.fromEntries(
    [...Object.keys(TIMESTAMP_FIELDS), 'getMilliseconds'].map((name) => [name, accessor(name)]),
  ),
}

/** Whether a text among the arguments is longer than rules may scan. */
export function tooLong(args: readonly Value[], { bounded }: Dialect): boolean {
  return (
    bounded && args.some((arg) => typeof arg === 'string' && arg.length > STRING_LENGTH_MAX_CHARS)
  )
}
