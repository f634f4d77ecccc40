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
      if (this.#rows === column.values.length) column.values = doubled(column.values)
      const value = signals[column.place]
      column.values[this.#rows] =
        column.codes === null
          ? numberOf(value)
          : typeof value === 'string'
            ? codeOf(column.codes, value)
            : -1
    }
    this.#rows += 1
  }

  /** Columns of all rows so far; those in which nothing differs teach nothing and are left out. */
  columns(): Column[] {
    return this.#columns.flatMap(({ name, values, codes }): Column[] => {
      const filled = values.subarray(0, this.#rows)
      if (filled.every((value) => Object.is(value, filled[0]))) return []
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
  values: Float64Array
}

const ROWS_AT_FIRST = 1024

function growing({ name, type }: SignalDeclaration, place: number): GrowingColumn {
  const codes = columnKindOf(type) === 'category' ? new Map<string, number>() : null
  return { name, place, codes, values: new Float64Array(ROWS_AT_FIRST) }
}

function doubled(values: Float64Array): Float64Array {
  const larger = new Float64Array(values.length * 2)
  larger.set(values)
  return larger
}

function codeOf(codes: Map<string, number>, text: string): number {
  let code = codes.get(text)
  if (code === undefined) codes.set(text, (code = codes.size))
  return code
}
