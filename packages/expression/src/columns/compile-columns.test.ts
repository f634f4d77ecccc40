import type { SignalDeclaration, SignalVector } from '@gatehouse/contract'
import { unknownBecause } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import type { CheckedExpression } from '../check.ts'
import { checkExpression } from '../check.ts'
import { compile } from '../compile/compile.ts'
import { isEvaluationError } from '../evaluation-error.ts'
import { countBits, hasBit, setBit, bitsFor } from './bits.ts'
import type { Columns } from './columns.ts'
import { columnsOf } from './columns.ts'
import { compileColumns } from './compile-columns.ts'
import { CHUNK_ROWS } from './operation.ts'

const declare = (name: string, type: SignalDeclaration['type']): SignalDeclaration => ({
  name,
  type,
  doc: name,
  privacy: 'none',
})
const signals = [
  declare('a.number', 'double'),
  declare('a.count', 'int'),
  declare('a.text', 'string'),
  declare('a.flag', 'bool'),
]
const NONE = unknownBecause('none')

function check(source: string, result: 'bool' | 'number' = 'bool'): CheckedExpression {
  const checked = checkExpression(source, { signals, lists: ['l'], result })
  if (!checked.ok) throw new Error(checked.issues[0]!.message)
  return checked.expression
}

/** A vector per row, each signal with its own period, so that all combinations come up. */
function vectorAt(row: number): SignalVector {
  return [
    row % 7 === 0 ? NONE : row % 13,
    row % 11 === 0 ? NONE : row % 5,
    row % 17 === 0 ? NONE : `t${row % 19}`,
    row % 23 === 0 ? NONE : row % 3 === 0,
  ]
}

const sources = [
  'a.number > 6',
  'a.number / double(a.count) >= 2.0 || a.flag',
  'a.text.endsWith("7") && !a.flag',
  'a.flag ? a.number < 3 : a.text == "t4"',
  'known(a.text) && a.text in lists.l',
  'string(a.count) == a.text.trim() || size(a.text) > a.count',
]

describe('columns', () => {
  it('agree with the compiled rules across chunks and in a last word that is not full', () => {
    const rows = CHUNK_ROWS * 2 + 45
    const vectors = Array.from({ length: rows }, (_, row) => vectorAt(row))
    const lists = [new Set(['t3', 't12'])]
    const expressions = sources.map((source) => check(source))
    const results = compileColumns(expressions)(columnsOf(signals, vectors), lists)
    for (const [index, expression] of expressions.entries()) {
      const evaluate = compile(expression)
      const counts = { hit: 0, unknown: 0, error: 0 }
      for (const [row, vector] of vectors.entries()) {
        const value = evaluate(vector, lists)
        const state = value === NONE ? 'unknown' : isEvaluationError(value) ? 'error' : 'hit'
        const wanted = value === false ? undefined : state
        for (const plane of ['hit', 'unknown', 'error'] as const) {
          const is = hasBit(results[index]![plane], row)
          if (is !== (plane === wanted)) throw new Error(`row ${row} of ${expression.source}`)
          if (is) counts[plane]++
        }
      }
      // The planes hold nothing beyond the last row: counting them needs no mask.
      expect({
        hit: countBits(results[index]!.hit),
        unknown: countBits(results[index]!.unknown),
        error: countBits(results[index]!.error),
      }).toEqual(counts)
    }
  })

  it('take a signal that has no column as unknown in every row', () => {
    const columns: Columns = { rows: 40, columns: [] }
    const [read, asked] = compileColumns([check('a.number > 1'), check('known(a.text)')])(
      columns,
      [],
    )
    expect(countBits(read!.unknown)).toBe(40)
    expect(countBits(asked!.unknown) + countBits(asked!.hit)).toBe(0)
  })

  it('take a column without a known plane as known in every row', () => {
    const values = Float64Array.from({ length: 33 }, (_, row) => row)
    const columns: Columns = { rows: 33, columns: [{ kind: 'number', values }] }
    const [result] = compileColumns([check('a.number >= 30')])(columns, [])
    expect([...result!.hit]).toEqual([0xc0_00_00_00, 1])
    expect(countBits(result!.unknown)).toBe(0)
  })

  it('refuse an expression that is not true or false', () => {
    expect(() => compileColumns([check('a.number', 'number')])).toThrow('a.number')
  })

  it('evaluate a part of one text signal once for each distinct text', () => {
    let asked = 0
    const lists = [{ has: (): boolean => ++asked > 0 }]
    const vectors = Array.from({ length: 1000 }, (_, row) => [0, 0, `t${row % 4}`, true])
    const rules = [check('a.text in lists.l && a.flag'), check('a.text in lists.l || a.flag')]
    compileColumns(rules)(columnsOf(signals, vectors), lists)
    expect(asked).toBe(4)
  })
})

it('countBits counts every bit of every word', () => {
  const bits = bitsFor(100)
  for (const row of [0, 31, 32, 63, 64, 99]) setBit(bits, row)
  expect(countBits(bits)).toBe(6)
  expect(countBits(Uint32Array.of(0xff_ff_ff_ff, 0xaa_aa_aa_aa))).toBe(48)
})
