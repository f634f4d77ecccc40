import { expect, it } from 'vitest'
import { createColumnBuilder } from './column-builder.ts'

it('makes numbers and texts of rows, with what is missing as the models know it', () => {
  const builder = createColumnBuilder()
  builder.nextRow()
  builder.set('amount', 12.5)
  builder.set('country', 'DE')
  builder.nextRow()
  builder.set('country', 'FR')
  builder.set('late', 1)
  builder.nextRow()
  builder.set('amount', 3)
  builder.set('country', null)
  builder.nextRow()
  builder.set('country', 'DE')
  builder.set('late', 0)
  expect(builder.columns()).toEqual([
    { kind: 'number', name: 'amount', values: Float64Array.of(12.5, NaN, 3, NaN) },
    { kind: 'category', name: 'country', names: ['DE', 'FR'], codes: Int32Array.of(0, 1, -1, 0) },
    { kind: 'number', name: 'late', values: Float64Array.of(NaN, 1, NaN, 0) },
  ])
})

it('drops what never changes, and keeps what is sometimes missing', () => {
  const builder = createColumnBuilder()
  for (const row of [0, 1, 2]) {
    builder.nextRow()
    builder.set('currency', 'EUR')
    builder.set('zero', 0)
    if (row === 1) builder.set('sometimes', 7)
  }
  expect(builder.columns().map(({ name }) => name)).toEqual(['sometimes'])
})

it('takes a value of another kind than the first for a missing one', () => {
  const builder = createColumnBuilder()
  for (const cell of [1, 'x', 2]) {
    builder.nextRow()
    builder.set('mixed', cell)
  }
  expect(builder.columns()).toEqual([
    { kind: 'number', name: 'mixed', values: Float64Array.of(1, NaN, 2) },
  ])
})
