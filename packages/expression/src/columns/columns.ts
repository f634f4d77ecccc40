import type { SignalDeclaration, SignalValue, SignalVector } from '@gatehouse/contract'
import { Unknown, unknownBecause } from '@gatehouse/contract'
import { TIMESTAMP_MAX_MS, TIMESTAMP_MIN_MS } from '../compile/signal.ts'
import type { Bits } from './bits.ts'
import { bitsFor, hasBit, setBit } from './bits.ts'

/** The signals of many events, one column for each. Rows are events; all columns are as long. */
export interface Columns {
  readonly rows: number
  /** By place in the declarations; only those that expressions read need be there. */
  readonly columns: readonly (Column | undefined)[]
}

export type Column = NumberColumn | BoolColumn | DictionaryColumn

interface Missing {
  /** Rows that have a value; absent if all have one. */
  readonly known?: Bits
  /** Rows that hold a value which is not of the declared type: reading one is an error. */
  readonly wrong?: Bits
}

/** `int`, `double`, `timestamp` (milliseconds). Rows without a value may hold any number. */
export interface NumberColumn extends Missing {
  readonly kind: 'number'
  readonly values: Float64Array
}

export interface BoolColumn extends Missing {
  readonly kind: 'bool'
  readonly values: Bits
}

/**
 * `string` and `string_list`: each distinct value once. Code 0 means that the row has no value, so
 * the entry 0 of the dictionary is never looked at.
 */
export interface DictionaryColumn {
  readonly kind: 'dictionary'
  readonly codes: Uint32Array
  readonly dictionary: readonly SignalValue[]
}

const NO_VALUE = unknownBecause('no_value_in_column')

/** The value of one cell as a vector holds it; NaN where the value is of a wrong type. */
export function cellOf(column: Column | undefined, row: number): SignalValue {
  if (column === undefined) return NO_VALUE
  if (column.kind === 'dictionary') {
    const code = column.codes[row]!
    return code === 0 ? NO_VALUE : column.dictionary[code]!
  }
  if (column.known !== undefined && !hasBit(column.known, row)) return NO_VALUE
  if (column.wrong !== undefined && hasBit(column.wrong, row)) return Number.NaN
  return column.kind === 'bool' ? hasBit(column.values, row) : column.values[row]!
}

/**
 * Turns vectors into columns. Reasons of unknowns are not kept: columns count, they do not explain.
 *
 * @param reads places of the signals that are read; all when absent. Vectors need hold no others.
 */
export function columnsOf(
  declarations: readonly SignalDeclaration[],
  vectors: readonly SignalVector[],
  reads?: ReadonlySet<number>,
): Columns {
  const columns = declarations.map((declaration, index) => {
    if (reads !== undefined && !reads.has(index)) return undefined
    const values = vectors.map((vector) => vector[index])
    switch (declaration.type) {
      case 'string':
      case 'string_list':
        return dictionaryColumn(values)
      case 'bool':
        return boolColumn(values)
      case 'int':
      case 'double':
      case 'timestamp':
        return numberColumn(values, declaration.type)
    }
  })
  return { rows: vectors.length, columns }
}

type Cell = SignalValue | undefined

function isKnown(value: Cell): value is SignalValue {
  return value !== undefined && !(value instanceof Unknown)
}

function numberColumn(cells: readonly Cell[], type: 'int' | 'double' | 'timestamp'): NumberColumn {
  const values = new Float64Array(cells.length)
  const known = bitsFor(cells.length)
  const wrong = bitsFor(cells.length)
  for (const [row, cell] of cells.entries()) {
    if (!isKnown(cell)) continue
    setBit(known, row)
    if (fits(cell, type)) values[row] = cell
    else setBit(wrong, row)
  }
  return { kind: 'number', values, known, wrong }
}

function fits(value: SignalValue, type: 'int' | 'double' | 'timestamp'): value is number {
  if (type === 'double') return Number.isFinite(value)
  if (!Number.isSafeInteger(value)) return false
  const ms = value as number
  return type === 'int' || (ms >= TIMESTAMP_MIN_MS && ms <= TIMESTAMP_MAX_MS)
}

function boolColumn(cells: readonly Cell[]): BoolColumn {
  const values = bitsFor(cells.length)
  const known = bitsFor(cells.length)
  const wrong = bitsFor(cells.length)
  for (const [row, cell] of cells.entries()) {
    if (!isKnown(cell)) continue
    setBit(known, row)
    if (cell === true) setBit(values, row)
    else if (cell !== false) setBit(wrong, row)
  }
  return { kind: 'bool', values, known, wrong }
}

function dictionaryColumn(cells: readonly Cell[]): DictionaryColumn {
  const codes = new Uint32Array(cells.length)
  const dictionary: SignalValue[] = ['']
  const seen = new Map<SignalValue, number>()
  const seenLists = new Map<string, number>()
  for (const [row, cell] of cells.entries()) {
    if (!isKnown(cell)) continue
    const text = Array.isArray(cell) ? JSON.stringify(cell) : undefined
    let code = text === undefined ? seen.get(cell) : seenLists.get(text)
    if (code === undefined) {
      code = dictionary.push(cell) - 1
      if (text === undefined) seen.set(cell, code)
      else seenLists.set(text, code)
    }
    codes[row] = code
  }
  return { kind: 'dictionary', codes, dictionary }
}
