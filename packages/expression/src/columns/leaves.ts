import type { SignalValue } from '@gatehouse/contract'
import { Unknown } from '@gatehouse/contract'
import type { Code, Raw } from '../compile/code.ts'
import type { ListMatchers } from '../environment.ts'
import { EvaluationError } from '../evaluation-error.ts'
import type { Bits } from './bits.ts'
import type { BoolColumn, Column, Columns, DictionaryColumn, NumberColumn } from './columns.ts'
import { cellOf } from './columns.ts'
import type { BoolOperation, Chunk, NumberOperation } from './operation.ts'
import { CHUNK_ROWS, CHUNK_WORDS, emptyPlanes } from './operation.ts'

/** What a code gives, as the bits of a table: yes, unknown, error. */
const YES = 1
const UNKNOWN = 2
const ERROR = 4

export function stateOf(raw: Raw): number {
  if (raw instanceof Unknown) return UNKNOWN
  return raw instanceof EvaluationError ? ERROR : Number(raw === true)
}

/** A part that is the same for every row. */
export function constantBool(state: number): BoolOperation {
  const planes = emptyPlanes()
  planes.yes.fill(state === YES ? 0xff_ff_ff_ff : 0)
  planes.unknown.fill(state === UNKNOWN ? 0xff_ff_ff_ff : 0)
  planes.error.fill(state === ERROR ? 0xff_ff_ff_ff : 0)
  return { planes, run: () => undefined }
}

/** Rows of a chunk that have no value, and rows whose value is of a wrong type. */
function missingOf(
  column: NumberColumn | BoolColumn,
  { from, words }: Chunk,
  unknown: Bits,
  error: Bits,
): void {
  const { known, wrong } = column
  const first = from / 32
  for (let word = 0; word < words; word++) {
    const absent = known === undefined ? 0 : ~known[first + word]!
    unknown[word] = absent
    error[word] = wrong === undefined ? 0 : wrong[first + word]! & ~absent
  }
}

export function boolSignal(column: BoolColumn): BoolOperation {
  const planes = emptyPlanes()
  const run = (chunk: Chunk): void => {
    missingOf(column, chunk, planes.unknown, planes.error)
    const first = chunk.from / 32
    for (let word = 0; word < chunk.words; word++) {
      const missing = planes.unknown[word]! | planes.error[word]!
      planes.yes[word] = column.values[first + word]! & ~missing
    }
  }
  return { planes, run }
}

/** `known(x)`. */
export function knownSignal(column: NumberColumn | BoolColumn): BoolOperation {
  const planes = emptyPlanes()
  const { known } = column
  const run = ({ from, words }: Chunk): void => {
    for (let word = 0; word < words; word++) {
      planes.yes[word] = known === undefined ? 0xff_ff_ff_ff : known[from / 32 + word]!
    }
  }
  return { planes, run }
}

export function numberSignal(column: NumberColumn): NumberOperation {
  const unknown = new Uint32Array(CHUNK_WORDS)
  const error = new Uint32Array(CHUNK_WORDS)
  return {
    values: column.values,
    start: ({ from }) => from,
    unknown,
    error,
    run: (chunk) => missingOf(column, chunk, unknown, error),
  }
}

/** A part that reads one text or list: computed once for each distinct value, then looked up. */
export function lookUpBool(
  column: DictionaryColumn,
  compute: (value: SignalValue) => Raw,
  none: Raw,
): BoolOperation {
  const table = new Uint8Array(column.dictionary.length)
  for (let code = 1; code < table.length; code++) {
    table[code] = stateOf(compute(column.dictionary[code]!))
  }
  table[0] = stateOf(none)
  const planes = emptyPlanes()
  const { codes } = column
  const run = ({ from, rows }: Chunk): void => {
    for (let word = 0; word * 32 < rows; word++) {
      const count = Math.min(32, rows - word * 32)
      const at = from + word * 32
      let yes = 0
      let unknown = 0
      let error = 0
      for (let bit = 0; bit < count; bit++) {
        const state = table[codes[at + bit]!]!
        yes |= (state & 1) << bit
        unknown |= ((state >> 1) & 1) << bit
        error |= (state >> 2) << bit
      }
      planes.yes[word] = yes
      planes.unknown[word] = unknown
      planes.error[word] = error
    }
  }
  return { planes, run }
}

export function lookUpNumber(
  column: DictionaryColumn,
  compute: (value: SignalValue) => Raw,
  none: Raw,
): NumberOperation {
  const results = column.dictionary.map((value, code) => (code === 0 ? none : compute(value)))
  return perRow((row) => results[column.codes[row]!]!)
}

/** `a == b` of two text signals: the codes of one are put into the terms of the other. */
export function sameText(left: DictionaryColumn, right: DictionaryColumn): BoolOperation {
  const codeOf = new Map(left.dictionary.map((value, code) => [value, code]))
  const translated = Uint32Array.from(right.dictionary, (value, code) =>
    code === 0 ? 0 : (codeOf.get(value) ?? left.dictionary.length),
  )
  const planes = emptyPlanes()
  const run = ({ from, rows }: Chunk): void => {
    for (let word = 0; word * 32 < rows; word++) {
      const count = Math.min(32, rows - word * 32)
      const at = from + word * 32
      let yes = 0
      let unknown = 0
      for (let bit = 0; bit < count; bit++) {
        const a = left.codes[at + bit]!
        const b = translated[right.codes[at + bit]!]!
        yes |= (a === b ? 1 : 0) << bit
        unknown |= (a === 0 || b === 0 ? 1 : 0) << bit
      }
      planes.yes[word] = yes & ~unknown
      planes.unknown[word] = unknown
    }
  }
  return { planes, run }
}

/** Any part at all, row by row through its compiled code: what has no faster way. */
export function rowByRow(
  columns: Columns,
  reads: readonly number[],
  code: Code,
  lists: ListMatchers,
): (row: number) => Raw {
  const vector: SignalValue[] = []
  const sources: readonly (Column | undefined)[] = reads.map((index) => columns.columns[index])
  return (row) => {
    for (let at = 0; at < reads.length; at++) vector[reads[at]!] = cellOf(sources[at], row)
    return code(vector, lists)
  }
}

export function boolPerRow(evaluate: (row: number) => Raw): BoolOperation {
  const planes = emptyPlanes()
  const run = ({ from, rows }: Chunk): void => {
    for (let word = 0; word * 32 < rows; word++) {
      const count = Math.min(32, rows - word * 32)
      let yes = 0
      let unknown = 0
      let error = 0
      for (let bit = 0; bit < count; bit++) {
        const state = stateOf(evaluate(from + word * 32 + bit))
        yes |= (state & 1) << bit
        unknown |= ((state >> 1) & 1) << bit
        error |= (state >> 2) << bit
      }
      planes.yes[word] = yes
      planes.unknown[word] = unknown
      planes.error[word] = error
    }
  }
  return { planes, run }
}

export function perRow(evaluate: (row: number) => Raw): NumberOperation {
  const values = new Float64Array(CHUNK_ROWS)
  const unknown = new Uint32Array(CHUNK_WORDS)
  const error = new Uint32Array(CHUNK_WORDS)
  const run = ({ from, rows, words }: Chunk): void => {
    unknown.fill(0, 0, words)
    error.fill(0, 0, words)
    for (let at = 0; at < rows; at++) {
      const raw = evaluate(from + at)
      if (typeof raw === 'number') values[at] = raw
      else (raw instanceof Unknown ? unknown : error)[at >>> 5]! |= 1 << (at & 31)
    }
  }
  return { values, start: () => 0, unknown, error, run }
}
