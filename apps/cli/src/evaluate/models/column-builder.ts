import type { Column } from '@gatehouse/scoring'

/** What a table or a signal may hold, as far as a model can learn from it. */
export type Cell = number | string | null

/** Columns that are filled row by row. */
export interface ColumnBuilder {
  /** Of the newest row; what no cell is given for is missing there. */
  set(column: string, cell: Cell): void
  nextRow(): void
  /** Numbers that never change and columns that are always missing are left out. */
  columns(): Column[]
}

interface Numbers {
  readonly kind: 'number'
  values: Float64Array
}

interface Texts {
  readonly kind: 'category'
  codes: Int32Array
  readonly codeOf: Map<string, number>
}

const FIRST_CAPACITY = 4096

/** A column is of the kind of its first value; a value of the other kind is missing there. */
export function createColumnBuilder(): ColumnBuilder {
  const columns = new Map<string, Numbers | Texts>()
  let row = -1

  function columnFor(name: string, cell: number | string): Numbers | Texts {
    let column = columns.get(name)
    if (column === undefined) {
      column =
        typeof cell === 'number'
          ? { kind: 'number', values: new Float64Array() }
          : { kind: 'category', codes: new Int32Array(), codeOf: new Map() }
      columns.set(name, column)
    }
    makeRoom(column, row + 1)
    return column
  }

  return {
    nextRow: () => void row++,
    set(name, cell) {
      if (cell === null) return
      const column = columnFor(name, cell)
      if (column.kind === 'number') {
        if (typeof cell === 'number') column.values[row] = cell
        return
      }
      if (typeof cell === 'string') column.codes[row] = codeFor(column.codeOf, cell)
    },
    columns() {
      const rows = row + 1
      const made: Column[] = []
      for (const [name, column] of columns) {
        makeRoom(column, rows)
        const values =
          column.kind === 'number' ? column.values.slice(0, rows) : column.codes.slice(0, rows)
        if (values.every((value) => Object.is(value, values[0]))) continue
        made.push(
          column.kind === 'number'
            ? { kind: 'number', name, values: values as Float64Array }
            : {
                kind: 'category',
                name,
                names: [...column.codeOf.keys()],
                codes: values as Int32Array,
              },
        )
      }
      return made
    },
  }
}

function codeFor(codeOf: Map<string, number>, text: string): number {
  const known = codeOf.get(text)
  if (known !== undefined) return known
  codeOf.set(text, codeOf.size)
  return codeOf.size - 1
}

function makeRoom(column: Numbers | Texts, rows: number): void {
  if (column.kind === 'number') {
    if (column.values.length < rows) {
      const grown = new Float64Array(capacityFor(rows)).fill(NaN)
      grown.set(column.values)
      column.values = grown
    }
    return
  }
  if (column.codes.length < rows) {
    const grown = new Int32Array(capacityFor(rows)).fill(-1)
    grown.set(column.codes)
    column.codes = grown
  }
}

function capacityFor(rows: number): number {
  return Math.max(FIRST_CAPACITY, 2 ** Math.ceil(Math.log2(rows)))
}
