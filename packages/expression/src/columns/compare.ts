import type { Bits } from './bits.ts'
import type { BoolOperation, Chunk, NumberOperation } from './operation.ts'
import { emptyPlanes } from './operation.ts'

/** One loop for each relation and shape: what V8 turns into straight machine code. */
type Against<Right> = (
  values: Float64Array,
  at: number,
  right: Right,
  rows: number,
  out: Bits,
) => void

const greater: Against<number> = (values, start, right, rows, out) => {
  let at = start
  for (let word = 0; word * 32 < rows; word++) {
    const count = Math.min(32, rows - word * 32)
    let bits = 0
    for (let bit = 0; bit < count; bit++) bits |= (values[at++]! > right ? 1 : 0) << bit
    out[word] = bits
  }
}

const atLeast: Against<number> = (values, start, right, rows, out) => {
  let at = start
  for (let word = 0; word * 32 < rows; word++) {
    const count = Math.min(32, rows - word * 32)
    let bits = 0
    for (let bit = 0; bit < count; bit++) bits |= (values[at++]! >= right ? 1 : 0) << bit
    out[word] = bits
  }
}

const equal: Against<number> = (values, start, right, rows, out) => {
  let at = start
  for (let word = 0; word * 32 < rows; word++) {
    const count = Math.min(32, rows - word * 32)
    let bits = 0
    for (let bit = 0; bit < count; bit++) bits |= (right === values[at++] ? 1 : 0) << bit
    out[word] = bits
  }
}

interface Slice {
  readonly values: Float64Array
  readonly start: number
}

const greaterThanColumn: Against<Slice> = (values, start, right, rows, out) => {
  let at = start
  let other = right.start
  for (let word = 0; word * 32 < rows; word++) {
    const count = Math.min(32, rows - word * 32)
    let bits = 0
    for (let bit = 0; bit < count; bit++) {
      bits |= (values[at++]! > right.values[other++]! ? 1 : 0) << bit
    }
    out[word] = bits
  }
}

const atLeastColumn: Against<Slice> = (values, start, right, rows, out) => {
  let at = start
  let other = right.start
  for (let word = 0; word * 32 < rows; word++) {
    const count = Math.min(32, rows - word * 32)
    let bits = 0
    for (let bit = 0; bit < count; bit++) {
      bits |= (values[at++]! >= right.values[other++]! ? 1 : 0) << bit
    }
    out[word] = bits
  }
}

const equalColumn: Against<Slice> = (values, start, right, rows, out) => {
  let at = start
  let other = right.start
  for (let word = 0; word * 32 < rows; word++) {
    const count = Math.min(32, rows - word * 32)
    let bits = 0
    for (let bit = 0; bit < count; bit++) {
      bits |= (values[at++] === right.values[other++] ? 1 : 0) << bit
    }
    out[word] = bits
  }
}

interface Relation {
  readonly constant: Against<number>
  readonly column: Against<Slice>
  /** `<` is "not at least": no row that has a value holds NaN, so the opposite is exact. */
  readonly inverted: boolean
}

const RELATIONS: Readonly<Record<string, Relation>> = {
  '_>_': { constant: greater, column: greaterThanColumn, inverted: false },
  '_<=_': { constant: greater, column: greaterThanColumn, inverted: true },
  '_>=_': { constant: atLeast, column: atLeastColumn, inverted: false },
  '_<_': { constant: atLeast, column: atLeastColumn, inverted: true },
  '_==_': { constant: equal, column: equalColumn, inverted: false },
  '_!=_': { constant: equal, column: equalColumn, inverted: true },
}

export function isRelation(name: string): boolean {
  return Object.hasOwn(RELATIONS, name)
}

export function compareWithConstant(
  name: string,
  left: NumberOperation,
  right: number,
): BoolOperation {
  const { constant, inverted } = RELATIONS[name]!
  const planes = emptyPlanes()
  const run = (chunk: Chunk): void => {
    constant(left.values, left.start(chunk), right, chunk.rows, planes.yes)
    for (let word = 0; word < chunk.words; word++) {
      const missing = left.unknown[word]! | left.error[word]!
      planes.unknown[word] = left.unknown[word]!
      planes.error[word] = left.error[word]!
      planes.yes[word] = (inverted ? ~planes.yes[word]! : planes.yes[word]!) & ~missing
    }
  }
  return { planes, run }
}

export function compareColumns(
  name: string,
  left: NumberOperation,
  right: NumberOperation,
): BoolOperation {
  const { column, inverted } = RELATIONS[name]!
  const planes = emptyPlanes()
  const run = (chunk: Chunk): void => {
    const slice = { values: right.values, start: right.start(chunk) }
    column(left.values, left.start(chunk), slice, chunk.rows, planes.yes)
    for (let word = 0; word < chunk.words; word++) {
      const unknown = left.unknown[word]! | right.unknown[word]!
      const error = (left.error[word]! | right.error[word]!) & ~unknown
      planes.unknown[word] = unknown
      planes.error[word] = error
      planes.yes[word] = (inverted ? ~planes.yes[word]! : planes.yes[word]!) & ~(unknown | error)
    }
  }
  return { planes, run }
}
