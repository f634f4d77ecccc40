import { anomalyRow, anomalyScore, fitIsolationForest, type Column } from '@gatehouse/scoring'
import type { ColumnGroup } from './column-groups.ts'

/** What needs no label: how unlike the earlier orders each later one is. `null`: no column says. */
export function anomalyScores(
  columns: Readonly<Record<ColumnGroup, readonly Column[]>>,
  learned: Uint32Array,
  scored: Uint32Array,
): { scores: Float64Array; columns: number } | null {
  const used = [...columns.order, ...columns.windows, ...columns.links]
  if (used.length === 0 || learned.length < 2) return null
  const earlier = used.map((column) => rowsOf(column, learned))
  const forest = fitIsolationForest(earlier, learned.length)
  const byName = new Map(used.map((column) => [column.name, column]))
  const scores = Float64Array.from(scored, (row) =>
    anomalyScore(
      forest,
      anomalyRow(forest, (name) => {
        const column = byName.get(name)!
        if (column.kind === 'number') return column.values[row]!
        return column.names[column.codes[row]!] ?? null
      }),
    ),
  )
  return { scores, columns: used.length }
}

function rowsOf(column: Column, rows: Uint32Array): Column {
  return column.kind === 'number'
    ? { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) }
    : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) }
}
