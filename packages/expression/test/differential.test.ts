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

/** What every run compares; GATEHOUSE_LONG=1 compares ten times as much. */
const CELLS = process.env['GATEHOUSE_LONG'] === '1' ? 110_000_000 : 11_000_000
/** Checking a source takes as long as evaluating it on a thousand rows: so few rules, and many rows. */
const RULES_PER_BATCH = 50
const ROWS_PER_BATCH = 2500
const BATCHES = Math.ceil(CELLS / RULES_PER_BATCH / ROWS_PER_BATCH)
/** The interpreter is slow: of each batch it is asked about these rows, and the other two about all. */
const INTERPRETED_ROWS = 80
/** Some generated sources do not pass the checker. */
const CELLS_MIN = CELLS / 1.1

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

/** By the bits that are set: none, hit, unknown, error; two at once are no state. */
const STATES = ['false', 'true', 'unknown', 'true+unknown', 'error'] as const

/** Hardly any of the time is to go into the comparing: states are numbers there. */
function bitsAt({ hit, unknown, error }: ColumnResult, row: number): number {
  return (
    Number(hasBit(hit, row)) + 2 * Number(hasBit(unknown, row)) + 4 * Number(hasBit(error, row))
  )
}

function bitsOf(result: EvaluationResult): number {
  if (typeof result === 'boolean') return Number(result)
  return isUnknown(result) ? 2 : 4
}

interface Seen {
  /** Cells by state, compared between the compiler and the columns. */
  readonly states: Float64Array
  /** Of these also by the interpreter. */
  interpreted: number
}

/**
 * Every cell through compiler and columns, and those of the first rows through the interpreter too;
 * the message shows the smallest thing a person needs to repeat it.
 */
function compareAll(
  sources: readonly string[],
  vectors: readonly SignalVector[],
  { states, ...seen }: Seen,
): Seen {
  const expressions = sources.flatMap((source) => {
    const checked = checkExpression(source, ENVIRONMENT)
    return checked.ok ? [checked.expression] : []
  })
  const columns = compileColumns(expressions)(columnsOf(ENVIRONMENT.signals, vectors), LISTS)
  for (const [index, expression] of expressions.entries()) {
    const evaluate = compile(expression)
    const bits = columns[index]!
    for (let row = 0; row < vectors.length; row++) {
      const values = vectors[row]!
      const compiled = evaluate(values, LISTS)
      const column = bitsAt(bits, row)
      const isInterpreted = row < INTERPRETED_ROWS
      const wanted = isInterpreted ? interpret(expression, values, LISTS) : compiled
      if (compiled !== wanted || column !== bitsOf(wanted)) {
        const shown = JSON.stringify(values)
        throw new Error(
          `${expression.source}\n${shown}\ninterpret ${isInterpreted ? JSON.stringify(wanted) : '-'} compile ${JSON.stringify(compiled)} columns ${STATES[column] ?? column}`,
        )
      }
      if (isInterpreted) seen.interpreted++
      states[column]!++
    }
  }
  return { states, ...seen }
}

describe('the three evaluators', () => {
  it(
    `agree on ${CELLS_MIN} generated cells and more`,
    () => {
      const totals = new Float64Array(8)
      let seen: Seen = { states: totals, interpreted: 0 }
      // Not as a property: to shrink thousands of rows takes longer than to read the message.
      const seed = Date.now() % 2 ** 31
      for (let batch = 0; batch < BATCHES; batch++) {
        const sources = fc.sample(rule, { numRuns: RULES_PER_BATCH, seed: seed + batch })
        const vectors = fc.sample(vector, { numRuns: ROWS_PER_BATCH, seed: seed + batch })
        seen = compareAll(sources, vectors, seen)
      }
      const cells = totals.reduce((sum, count) => sum + count, 0)
      console.log('cells compared', cells, [...totals], seen.interpreted)
      expect(cells).toBeGreaterThanOrEqual(CELLS_MIN)
      expect(seen.interpreted).toBeGreaterThan(300_000)
      // A generator that only ever met one state would prove nothing.
      for (const [bits, state] of STATES.entries()) {
        if (!state.includes('+')) expect(totals[bits]).toBeGreaterThan(cells * 0.02)
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
