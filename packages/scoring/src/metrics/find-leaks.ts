import type { Column } from '../data/data-set.ts'
import { rankingFigures } from './ranking.ts'

/** A column that alone tells nearly all fraud from the rest: it is likely to know the label. */
export interface Leak {
  readonly column: string
  /** Area under the curve of this column alone, on the development orders. */
  readonly auc: number
}

const LEAK_AUC = 0.99

/**
 * No honest trait of an order tells so much. A text is judged by its share of fraud among the
 * training orders, so that a name that occurs once proves nothing.
 * @param labels of every row; only those of `train` and `dev` are read
 */
export function findLeaks(
  columns: readonly Column[],
  labels: ArrayLike<number>,
  train: Uint32Array,
  dev: Uint32Array,
): Leak[] {
  const known = Uint8Array.from(dev, (row) => labels[row]!)
  return columns.flatMap((column) => {
    const { auc } = rankingFigures(scoresOf(column, labels, train, dev), known)
    const either = Math.max(auc, 1 - auc)
    return either > LEAK_AUC ? [{ column: column.name, auc: either }] : []
  })
}

/** What is missing stands below every number. */
const MISSING = -Number.MAX_VALUE

function scoresOf(
  column: Column,
  labels: ArrayLike<number>,
  train: Uint32Array,
  dev: Uint32Array,
): Float64Array {
  if (column.kind === 'number') {
    return Float64Array.from(dev, (row) => {
      const value = column.values[row]!
      return Number.isNaN(value) ? MISSING : value
    })
  }
  // The last place is that of what is missing.
  const rows = new Float64Array(column.names.length + 1)
  const frauds = new Float64Array(column.names.length + 1)
  const placeOf = (row: number) => (column.codes[row]! < 0 ? rows.length - 1 : column.codes[row]!)
  for (const row of train) {
    rows[placeOf(row)]! += 1
    frauds[placeOf(row)]! += labels[row]!
  }
  return Float64Array.from(dev, (row) =>
    rows[placeOf(row)] === 0 ? 0 : frauds[placeOf(row)]! / rows[placeOf(row)]!,
  )
}
