import { compareText } from '../text.ts'
import type { MessageValue, Value } from './value.ts'
import { Duration, MapValue, Timestamp, TypeValue, Uint } from './value.ts'

/** CEL's equality: numbers by value whatever their type, other types never equal each other. */
export function equals(a: Value, b: Value): boolean {
  const numbers = compareNumbers(a, b)
  if (numbers !== undefined) return numbers === 0
  if (isList(a)) {
    return isList(b) && a.length === b.length && a.every((each, index) => equals(each, b[index]!))
  }
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name
  if (a instanceof MapValue) return b instanceof MapValue && equalMaps(a, b)
  if (isMessage(a)) return isMessage(b) && a.equals(b)
  return a === b
}

function equalMaps(a: MapValue, b: MapValue): boolean {
  return (
    a.entries.length === b.entries.length &&
    a.entries.every(([key, value]) => {
      const other = find(b, key)
      return other !== undefined && equals(value, other)
    })
  )
}

/** The value of a key, or undefined: keys compare as `equals` compares. */
export function find(map: MapValue, key: Value): Value | undefined {
  return map.entries.find(([each]) => equals(each, key))?.[1]
}

/** Less than, equal or greater than 0; undefined where CEL has no order; NaN for NaN. */
export function compare(a: Value, b: Value): number | undefined {
  const numbers = compareNumbers(a, b)
  if (numbers !== undefined) return numbers
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b)
  const times = a instanceof Timestamp && b instanceof Timestamp
  if (times || (a instanceof Duration && b instanceof Duration)) {
    return sign((a as Timestamp).nanos - (b as Timestamp).nanos)
  }
  return undefined
}

/** Ints and uints exactly; beside a double an int is rounded to one, as the conformance data asks. */
function compareNumbers(a: Value, b: Value): number | undefined {
  const left = numberOf(a)
  const right = numberOf(b)
  if (left === undefined || right === undefined) return undefined
  if (typeof left === 'bigint' && typeof right === 'bigint') return sign(left - right)
  const [x, y] = [Number(left), Number(right)]
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  return x < y ? -1 : Number(x > y)
}

function numberOf(value: Value): bigint | number | undefined {
  if (value instanceof Uint) return value.value
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined
}

function sign(value: bigint): number {
  return value < 0n ? -1 : Number(value > 0n)
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!
  return a.length - b.length
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

export function isMessage(value: Value): value is MessageValue {
  return typeof value === 'object' && value !== null && 'hasField' in value
}
