/** What a model learns from, column by column. Missing is `NaN` in numbers and `-1` in categories. */
export type Column = NumberColumn | CategoryColumn

export interface NumberColumn {
  readonly kind: 'number'
  readonly name: string
  readonly values: Float64Array
  /**
   * `1`: the score may only rise with the value, `-1`: only fall, `0`: as the data says. A rule of
   * the business that no quirk of the data may break.
   */
  readonly monotone?: -1 | 0 | 1
}

export interface CategoryColumn {
  readonly kind: 'category'
  readonly name: string
  /** The texts that codes stand for. */
  readonly names: readonly string[]
  /** A code for each row: an index into `names`. */
  readonly codes: Int32Array
}

/** Rows with what became of them. */
export interface DataSet {
  readonly columns: readonly Column[]
  readonly rows: number
  /** 1: fraud, 0: not. */
  readonly labels: Uint8Array
  /** How much each row counts; 1 when absent. */
  readonly weights?: Float64Array
}

/** @throws RangeError for columns, labels or weights of another length, or labels that are neither 0 nor 1 */
export function assertDataSet({ columns, rows, labels, weights }: DataSet): void {
  const fault = (what: string): never => {
    throw new RangeError(what)
  }
  if (labels.length !== rows) fault(`${labels.length} labels for ${rows} rows`)
  if (labels.some((label) => label > 1)) fault('a label is neither 0 nor 1')
  if (weights !== undefined) {
    if (weights.length !== rows) fault(`${weights.length} weights for ${rows} rows`)
    if (!weights.every((weight) => weight >= 0 && weight < Infinity)) {
      fault('a weight is negative or no number')
    }
  }
  const names = new Set<string>()
  for (const column of columns) {
    if (names.has(column.name)) fault(`two columns are called \`${column.name}\``)
    names.add(column.name)
    const { length } = column.kind === 'number' ? column.values : column.codes
    if (length !== rows) fault(`column \`${column.name}\` has ${length} values for ${rows} rows`)
    if (column.kind === 'category' && column.codes.some((code) => code >= column.names.length)) {
      fault(`column \`${column.name}\` has a code without a name`)
    }
  }
}

/** The same columns with some of the rows, in the given order. */
export function takeRows(data: DataSet, rows: ArrayLike<number>): DataSet {
  const { columns, labels, weights } = data
  return {
    rows: rows.length,
    columns: columns.map((column) =>
      column.kind === 'number'
        ? { ...column, values: take(column.values, new Float64Array(rows.length), rows) }
        : { ...column, codes: take(column.codes, new Int32Array(rows.length), rows) },
    ),
    labels: take(labels, new Uint8Array(rows.length), rows),
    ...(weights === undefined
      ? {}
      : { weights: take(weights, new Float64Array(rows.length), rows) }),
  }
}

/** Rows that follow each other, from `from` on and before `to`: the same memory, nothing is copied. */
export function stretchOf(data: DataSet, from: number, to: number): DataSet {
  const { columns, labels, weights } = data
  return {
    rows: to - from,
    columns: columns.map((column) =>
      column.kind === 'number'
        ? { ...column, values: column.values.subarray(from, to) }
        : { ...column, codes: column.codes.subarray(from, to) },
    ),
    labels: labels.subarray(from, to),
    ...(weights === undefined ? {} : { weights: weights.subarray(from, to) }),
  }
}

function take<Values extends Float64Array | Int32Array | Uint8Array>(
  from: Values,
  into: Values,
  rows: ArrayLike<number>,
): Values {
  for (let at = 0; at < rows.length; at++) into[at] = from[rows[at]!]!
  return into
}
