import type { DataSet } from './data-set.ts'
import { MISSING_BIN, zeroAsMissing, type Binning } from './bins.ts'

/** One row of a data set as `Ensemble.logOdds` takes it. */
export function encodeRow(
  { columns }: Pick<DataSet, 'columns'>,
  features: readonly Binning[],
  row: number,
  into: Float64Array = new Float64Array(features.length),
): Float64Array {
  for (const [at, feature] of features.entries()) {
    const column = columns[at]!
    if (column.kind === 'number') {
      const isZeroMissing = feature.kind === 'number' && feature.zeroIsMissing === true
      into[at] = isZeroMissing ? zeroAsMissing(column.values[row]!) : column.values[row]!
    } else {
      const name = column.names[column.codes[row]!]
      const isKnown = name !== undefined && feature.kind === 'category'
      into[at] = isKnown ? (feature.bins.get(name) ?? MISSING_BIN) : MISSING_BIN
    }
  }
  return into
}
