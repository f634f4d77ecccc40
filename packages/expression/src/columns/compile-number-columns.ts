import type { CheckedExpression } from '../check.ts'
import type { ListMatchers } from '../environment.ts'
import { isNumber } from '../types.ts'
import type { Bits } from './bits.ts'
import { bitsFor, hasBit, setBit } from './bits.ts'
import type { Columns } from './columns.ts'
import { CHUNK_ROWS } from './operation.ts'
import { Planner } from './planner.ts'

/** What one expression is for every row: a number, unless one of the two bits is set. */
export interface NumberColumnResult {
  readonly values: Float64Array
  readonly unknown: Bits
  readonly error: Bits
}

export type EvaluateNumberColumns = (
  columns: Columns,
  lists: ListMatchers,
) => readonly NumberColumnResult[]

/** `compileColumns` for expressions of type int or double. */
export function compileNumberColumns(
  expressions: readonly CheckedExpression[],
): EvaluateNumberColumns {
  const wrong = expressions.find((expression) => !isNumber(expression.type))
  if (wrong !== undefined) throw new TypeError(`\`${wrong.source}\` does not give a number`)
  return (columns, lists) => {
    const planner = new Planner(columns, lists)
    const roots = expressions.map((expression) => planner.number(expression.root))
    const results = roots.map(() => ({
      values: new Float64Array(columns.rows),
      unknown: bitsFor(columns.rows),
      error: bitsFor(columns.rows),
    }))
    for (let from = 0; from < columns.rows; from += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, columns.rows - from)
      const chunk = { from, rows, words: Math.ceil(rows / 32) }
      for (const operation of planner.operations) operation.run(chunk)
      for (const [index, root] of roots.entries()) {
        const { values, unknown, error } = results[index]!
        const start = root.start(chunk)
        values.set(root.values.subarray(start, start + rows), from)
        for (let row = 0; row < rows; row++) {
          if (hasBit(root.unknown, row)) setBit(unknown, from + row)
          if (hasBit(root.error, row)) setBit(error, from + row)
        }
      }
    }
    return results
  }
}
