import type { SignalVector } from '@gatehouse/contract'
import { isUnknown } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CheckedExpression, ColumnResult, EvaluationResult } from '../src/index.ts'
import {
  checkExpression,
  columnsOf,
  compile,
  compileColumns,
  compileNumberColumns,
  formatExpression,
  hasBit,
  interpret,
  isEvaluationError,
} from '../src/index.ts'
import { ENVIRONMENT, LISTS, number, rule, vector } from './generate.ts'

/** GATEHOUSE_LONG=1 compares ten million cells and takes some minutes. */
const CELLS = process.env['GATEHOUSE_LONG'] === '1' ? 10_000_000 : 300_000
const RULES_PER_BATCH = 50
const ROWS_PER_BATCH = 200
const BATCHES = Math.ceil(CELLS / RULES_PER_BATCH / ROWS_PER_BATCH)

function check(source: string): CheckedExpression {
  const result = checkExpression(source, ENVIRONMENT)
  if (!result.ok) {
    const reasons = result.issues.map(({ message, snippet }) => `${message}\n${snippet}`)
    throw new Error(reasons.join('\n'))
  }
  return result.expression
}

function stateOf(result: EvaluationResult): string {
  if (isUnknown(result)) return 'unknown'
  return isEvaluationError(result) ? 'error' : String(result)
}

function stateAt({ hit, unknown, error }: ColumnResult, row: number): string {
  const states = [
    [hit, 'true'],
    [unknown, 'unknown'],
    [error, 'error'],
  ] as const
  const set = states.filter(([bits]) => hasBit(bits, row)).map(([, state]) => state)
  return set.length === 0 ? 'false' : set.join('+')
}

/** Every cell through all three; the message shows the smallest thing a person needs to repeat it. */
function compareAll(
  sources: readonly string[],
  vectors: readonly SignalVector[],
): Map<string, number> {
  const seen = new Map<string, number>()
  const expressions = sources.map(check)
  const columns = compileColumns(expressions)(columnsOf(ENVIRONMENT.signals, vectors), LISTS)
  for (const [index, expression] of expressions.entries()) {
    const evaluate = compile(expression)
    for (const [row, values] of vectors.entries()) {
      const wanted = interpret(expression, values, LISTS)
      const compiled = evaluate(values, LISTS)
      const column = stateAt(columns[index]!, row)
      if (compiled !== wanted || column !== stateOf(wanted)) {
        const shown = JSON.stringify(values)
        throw new Error(
          `${expression.source}\n${shown}\ninterpret ${JSON.stringify(wanted)} compile ${JSON.stringify(compiled)} columns ${column}`,
        )
      }
      seen.set(column, (seen.get(column) ?? 0) + 1)
    }
  }
  return seen
}

describe('the three evaluators', () => {
  it(
    `agree on ${BATCHES * RULES_PER_BATCH * ROWS_PER_BATCH} generated cells`,
    () => {
      const totals = new Map<string, number>()
      const property = fc.property(
        fc.array(rule, { minLength: RULES_PER_BATCH, maxLength: RULES_PER_BATCH }),
        fc.array(vector, { minLength: ROWS_PER_BATCH, maxLength: ROWS_PER_BATCH }),
        (sources, vectors) => {
          const compilable = sources.filter((source) => checkExpression(source, ENVIRONMENT).ok)
          for (const [state, count] of compareAll(compilable, vectors)) {
            totals.set(state, (totals.get(state) ?? 0) + count)
          }
        },
      )
      fc.assert(property, { numRuns: BATCHES, endOnFailure: true })
      console.log('cells compared', Object.fromEntries(totals))
      // A generator that only ever met one state would prove nothing.
      const cells = [...totals.values()].reduce((sum, count) => sum + count, 0)
      expect(cells).toBeGreaterThan(BATCHES * RULES_PER_BATCH * ROWS_PER_BATCH * 0.8)
      for (const state of ['true', 'false', 'unknown', 'error']) {
        expect(totals.get(state)).toBeGreaterThan(cells * 0.02)
      }
    },
    60 * 60_000,
  )

  it('agree on numbers, which rules may be graded by', () => {
    const seen = { value: 0, unknown: 0, error: 0 }
    const numbers = { ...ENVIRONMENT, result: 'number' } as const
    const property = fc.property(
      fc.array(number, { minLength: 20, maxLength: 20 }),
      fc.array(vector, { minLength: 50, maxLength: 50 }),
      (sources, vectors) => {
        const expressions = sources.flatMap((source) => {
          const checked = checkExpression(source, numbers)
          return checked.ok ? [checked.expression] : []
        })
        const columns = compileNumberColumns(expressions)(
          columnsOf(ENVIRONMENT.signals, vectors),
          LISTS,
        )
        for (const [index, expression] of expressions.entries()) {
          const evaluate = compile(expression)
          const { values, unknown, error } = columns[index]!
          for (const [row, signals] of vectors.entries()) {
            const wanted = interpret(expression, signals, LISTS)
            const state = hasBit(unknown, row) ? 'unknown' : hasBit(error, row) ? 'error' : 'value'
            const compiled = evaluate(signals, LISTS)
            const meant = typeof wanted === 'number' ? 'value' : stateOf(wanted)
            // 0 and -0 come to the same points.
            const isSame = state !== 'value' || values[row] === wanted
            if (compiled !== wanted || state !== meant || !isSame) {
              throw new Error(`${expression.source}\n${JSON.stringify(signals)}: ${state}`)
            }
            seen[state]++
          }
        }
      },
    )
    fc.assert(property, { numRuns: 100 })
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(1000)
  })

  it('read the canonical text back to the same canonical text and the same answers', () => {
    fc.assert(
      fc.property(rule, fc.array(vector, { minLength: 5, maxLength: 5 }), (source, vectors) => {
        const result = checkExpression(source, ENVIRONMENT)
        if (!result.ok) return
        const text = formatExpression(result.expression)
        const again = check(text)
        expect(formatExpression(again)).toBe(text)
        for (const values of vectors) {
          expect(compile(again)(values, LISTS)).toBe(compile(result.expression)(values, LISTS))
        }
      }),
      { numRuns: 500 },
    )
  })
})
