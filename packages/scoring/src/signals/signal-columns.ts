import type { SignalDeclaration, SignalVector } from '@gatehouse/contract'
import type { Column } from '../data/data-set.ts'
import { columnKindOf, isModelSignal, numberOf } from './signal-row.ts'

/**
 * Makes columns to train on out of signal vectors, one after the other: the counterpart of
 * `SignalRow`, so that a model decides by what it was trained on. Signals that no model may read
 * are left out.
 */
export class SignalColumns {
  readonly #columns: readonly GrowingColumn[]
  #rows = 0

  /** @param declarations in the order of the vectors */
  constructor(declarations: readonly SignalDeclaration[]) {
    this.#columns = declarations.flatMap((declaration, place) =>
      isModelSignal(declaration) ? [growing(declaration, place)] : [],
    )
  }

  get rows(): number {
    return this.#rows
  }

  /** Places in a vector that are read. */
  get places(): readonly number[] {
    return this.#columns.map(({ place }) => place)
  }

  add(signals: SignalVector): void {
    for (const column of this.#columns) {
      const value = signals[column.place]
      const cell =
        column.codes === null
          ? numberOf(value)
          : typeof value === 'string'
            ? codeOf(column.codes, value)
            : MISSING_CODE
      if (this.#rows >= column.values.length) {
        // What no order carries costs nothing: most shops send few of all the signals.
        if (column.values.length === 0 && isMissing(column, cell)) continue
        grow(column, this.#rows + 1)
      }
      column.values[this.#rows] = cell
    }
    this.#rows += 1
  }

  /** Columns of all rows so far; those in which nothing differs teach nothing and are left out. */
  columns(): Column[] {
    return this.#columns.flatMap((column): Column[] => {
      if (column.values.length === 0) return []
      const filled = column.values.subarray(0, this.#rows)
      if (filled.every((value) => Object.is(value, filled[0]))) return []
      const { name, codes } = column
      return codes === null
        ? [{ kind: 'number', name, values: filled.slice() }]
        : [{ kind: 'category', name, names: [...codes.keys()], codes: Int32Array.from(filled) }]
    })
  }
}

interface GrowingColumn {
  readonly name: string
  readonly place: number
  /** Of texts: the code of each; `null` where the column is of numbers. */
  readonly codes: Map<string, number> | null
  /** Empty until the first value that is not missing. */
  values: Float64Array
}

const MISSING_CODE = -1

function isMissing({ codes }: GrowingColumn, cell: number): boolean {
  return codes === null ? Number.isNaN(cell) : cell === MISSING_CODE
}

const ROWS_AT_FIRST = 1024

function growing({ name, type }: SignalDeclaration, place: number): GrowingColumn {
  const codes = columnKindOf(type) === 'category' ? new Map<string, number>() : null
  return { name, place, codes, values: new Float64Array() }
}

/** Rows that have no cell yet are missing. */
function grow(column: GrowingColumn, rows: number): void {
  const { values, codes } = column
  const larger = new Float64Array(Math.max(ROWS_AT_FIRST, values.length * 2, rows))
  larger.set(values)
  larger.fill(codes === null ? NaN : MISSING_CODE, values.length)
  column.values = larger
}

function codeOf(codes: Map<string, number>, text: string): number {
  let code = codes.get(text)
  if (code === undefined) codes.set(text, (code = codes.size))
  return code
}
