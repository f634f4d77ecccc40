import type { CheckedExpression } from '../check.ts'
import type { ListMatchers } from '../environment.ts'
import type { Bits } from './bits.ts'
import { bitsFor } from './bits.ts'
import type { Columns } from './columns.ts'
import type { BoolOperation, Chunk } from './operation.ts'
import { CHUNK_ROWS } from './operation.ts'
import { Planner } from './planner.ts'

/** What one expression is for every row: at most one of the three bits is set; none means false. */
export interface ColumnResult {
  readonly hit: Bits
  readonly unknown: Bits
  readonly error: Bits
}

/** Evaluates all expressions over all rows; results are in the order of the expressions. */
export type EvaluateColumns = (columns: Columns, lists: ListMatchers) => readonly ColumnResult[]

/**
 * The evaluator for backtests: the same meaning as `compile` for each row, without the reasons.
 * Takes expressions of type bool that were checked against one catalogue. A part shared by several
 * expressions is computed once; parts of one text signal once for each distinct text.
 */
export function compileColumns(expressions: readonly CheckedExpression[]): EvaluateColumns {
  const wrong = expressions.find((expression) => expression.type !== 'bool')
  if (wrong !== undefined) throw new TypeError(`\`${wrong.source}\` does not give true or false`)
  return (columns, lists) => {
    const planner = new Planner(columns, lists)
    const roots = expressions.map((expression) => planner.bool(expression.root))
    const results = roots.map(() => ({
      hit: bitsFor(columns.rows),
      unknown: bitsFor(columns.rows),
      error: bitsFor(columns.rows),
    }))
    for (let from = 0; from < columns.rows; from += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, columns.rows - from)
      const chunk = { from, rows, words: Math.ceil(rows / 32) }
      for (const operation of planner.operations) operation.run(chunk)
      for (const [index, root] of roots.entries()) write(root, results[index]!, chunk)
    }
    return results
  }
}

function write(
  { planes }: BoolOperation,
  result: ColumnResult,
  { from, rows, words }: Chunk,
): void {
  const first = from / 32
  result.hit.set(planes.yes.subarray(0, words), first)
  result.unknown.set(planes.unknown.subarray(0, words), first)
  result.error.set(planes.error.subarray(0, words), first)
  if (rows % 32 === 0) return
  const last = first + words - 1
  const inRange = 2 ** (rows % 32) - 1
  for (const bits of [result.hit, result.unknown, result.error]) bits[last]! &= inRange
}
