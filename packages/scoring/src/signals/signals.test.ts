import { unknownBecause, type SignalDeclaration, type SignalVector } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { findBinnings } from '../data/bins.ts'
import { encodeRow } from '../data/encode-row.ts'
import { SignalColumns } from './signal-columns.ts'
import { featureFaults, SignalRow } from './signal-row.ts'

const declared = (
  name: string,
  type: SignalDeclaration['type'],
  privacy: SignalDeclaration['privacy'] = 'none',
): SignalDeclaration => ({ name, type, privacy, doc: '' })

const DECLARATIONS = [
  declared('order.amount', 'double'),
  declared('email.is_free', 'bool'),
  declared('ip.country', 'string'),
  declared('email.address', 'string', 'personal'),
  declared('event.time', 'timestamp'),
  declared('always', 'int'),
]
const late = unknownBecause('late')
const VECTORS: SignalVector[] = [
  [12.5, true, 'DE', 'a@example.com', 1, 7],
  [late, false, 'FR', 'b@example.com', 2, 7],
  [3, late, 'DE', 'c@example.com', 3, 7],
  [3, true, late, 'd@example.com', 4, 7],
  [9, true, 'NG', late, 5, 7],
]

const SETTINGS = { sampleRows: 1000, minRowsPerCategory: 1, seed: 1 }

it('what a model decides by is what it was trained on, value by value', () => {
  const building = new SignalColumns(DECLARATIONS)
  for (const vector of VECTORS) building.add(vector)
  const columns = building.columns()
  expect(columns.map(({ name }) => name)).toEqual(['order.amount', 'email.is_free', 'ip.country'])
  const rows = VECTORS.length
  const features = findBinnings({ columns, rows, labels: new Uint8Array(rows) }, SETTINGS)
  const row = new SignalRow(features, DECLARATIONS)
  for (const [index, vector] of VECTORS.entries()) {
    expect(row.read(vector)).toEqual(encodeRow({ columns }, features, index))
  }
  expect(row.read(VECTORS[1]!)[0]).toBeNaN()
})

it('more rows than there was room for are all there', () => {
  const building = new SignalColumns([declared('n', 'int')])
  for (let n = 0; n < 5000; n++) building.add([n])
  const [column] = building.columns()
  expect(column).toMatchObject({ kind: 'number', name: 'n' })
  expect(column?.kind === 'number' && column.values[4321]).toBe(4321)
})

it('what is first sent late is missing before, and what is never sent is no column', () => {
  const building = new SignalColumns([
    declared('late', 'double'),
    declared('late_text', 'string'),
    declared('never', 'int'),
  ])
  for (let n = 0; n < 3000; n++) building.add([unknownBecause('x'), unknownBecause('x')])
  building.add([0, 'a'])
  building.add([unknownBecause('x'), unknownBecause('x'), unknownBecause('x')])
  const [number, text, ...others] = building.columns()
  expect(others).toEqual([])
  expect(number?.kind === 'number' && [...number.values.subarray(2998)]).toEqual([NaN, NaN, 0, NaN])
  expect(text?.kind === 'category' && [...text.codes.subarray(2998)]).toEqual([-1, -1, 0, -1])
})

it('a category that the model never saw and a signal that is there no more are missing', () => {
  const building = new SignalColumns(DECLARATIONS)
  for (const vector of VECTORS) building.add(vector)
  const data = { columns: building.columns(), rows: 5, labels: new Uint8Array(5) }
  const features = findBinnings(data, SETTINGS)
  const row = new SignalRow(features, DECLARATIONS.slice(1))
  expect([...row.read([true, 'XX'])]).toEqual([NaN, 1, 255])
})

it('names each feature that is no signal of the shop, is withheld or of another type', () => {
  const number = (name: string) =>
    ({ kind: 'number', name, monotone: 0, bounds: new Float64Array() }) as const
  const faults = featureFaults(
    [
      number('order.amount'),
      number('order.amuont'),
      number('ip.country'),
      { kind: 'category', name: 'email.address', bins: new Map() },
      number('event.time'),
    ],
    DECLARATIONS,
  )
  expect(faults.map(({ feature, code }) => [feature, code])).toEqual([
    ['order.amuont', 'unknown_signal'],
    ['ip.country', 'wrong_type'],
    ['email.address', 'withheld_signal'],
    ['event.time', 'wrong_type'],
  ])
})
