import { DURATION_MAX_MS } from '../compile/arithmetic.ts'
import { TIMESTAMP_MAX_MS, TIMESTAMP_MIN_MS } from '../compile/signal.ts'
import type { ValueType } from '../types.ts'
import type { Chunk, NumberOperation } from './operation.ts'
import { CHUNK_ROWS, CHUNK_WORDS } from './operation.ts'

type Range = readonly [min: number, max: number]

/** A result outside of its type's range is an error; NaN is outside of every range. */
function rangeOf(type: ValueType): Range {
  switch (type) {
    case 'int':
      return [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
    case 'timestamp':
      return [TIMESTAMP_MIN_MS, TIMESTAMP_MAX_MS]
    case 'duration':
      return [-DURATION_MAX_MS, DURATION_MAX_MS]
    default:
      return [-Number.MAX_VALUE, Number.MAX_VALUE]
  }
}

export function constantNumber(value: number): NumberOperation {
  const none = new Uint32Array(CHUNK_WORDS)
  const values = new Float64Array(CHUNK_ROWS).fill(value)
  return { values, start: () => 0, unknown: none, error: none, run: () => undefined }
}

type Loop = (a: Slice, b: Slice, out: Float64Array, rows: number) => void

interface Slice {
  readonly values: Float64Array
  readonly start: number
}

const add: Loop = (a, b, out, rows) => {
  for (let at = 0; at < rows; at++) out[at] = a.values[a.start + at]! + b.values[b.start + at]!
}
const subtract: Loop = (a, b, out, rows) => {
  for (let at = 0; at < rows; at++) out[at] = a.values[a.start + at]! - b.values[b.start + at]!
}
const multiply: Loop = (a, b, out, rows) => {
  for (let at = 0; at < rows; at++) out[at] = a.values[a.start + at]! * b.values[b.start + at]!
}
/** Division by zero leaves an infinity or NaN, which no range holds: so it becomes an error. */
const divide: Loop = (a, b, out, rows) => {
  for (let at = 0; at < rows; at++) out[at] = a.values[a.start + at]! / b.values[b.start + at]!
}
const divideInts: Loop = (a, b, out, rows) => {
  for (let at = 0; at < rows; at++) {
    out[at] = Math.trunc(a.values[a.start + at]! / b.values[b.start + at]!)
  }
}
const remainder: Loop = (a, b, out, rows) => {
  for (let at = 0; at < rows; at++) out[at] = a.values[a.start + at]! % b.values[b.start + at]!
}

const LOOPS: Readonly<Record<string, Loop>> = {
  '_+_': add,
  '_-_': subtract,
  '_*_': multiply,
  '_/_': divide,
  '_%_': remainder,
}

export function isArithmetic(name: string): boolean {
  return Object.hasOwn(LOOPS, name)
}

export function arithmetic(
  name: string,
  type: ValueType,
  left: NumberOperation,
  right: NumberOperation,
): NumberOperation {
  const loop = name === '_/_' && type === 'int' ? divideInts : LOOPS[name]!
  const [min, max] = rangeOf(type)
  const values = new Float64Array(CHUNK_ROWS)
  const unknown = new Uint32Array(CHUNK_WORDS)
  const error = new Uint32Array(CHUNK_WORDS)
  const run = (chunk: Chunk): void => {
    const a = { values: left.values, start: left.start(chunk) }
    const b = { values: right.values, start: right.start(chunk) }
    loop(a, b, values, chunk.rows)
    for (let word = 0; word < chunk.words; word++) {
      const count = Math.min(32, chunk.rows - word * 32)
      let outside = 0
      for (let bit = 0; bit < count; bit++) {
        const value = values[word * 32 + bit]!
        outside |= (value >= min && value <= max ? 0 : 1) << bit
      }
      const absent = left.unknown[word]! | right.unknown[word]!
      unknown[word] = absent
      error[word] = (left.error[word]! | right.error[word]! | outside) & ~absent
    }
  }
  return { values, start: () => 0, unknown, error, run }
}
