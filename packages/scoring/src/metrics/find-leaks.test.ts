import { expect, it } from 'vitest'
import type { Column } from '../data/data-set.ts'
import { createRandom } from '../random.ts'
import { findLeaks } from './find-leaks.ts'

it('finds a column that knows the label, either way round, and no column that does not', () => {
  const random = createRandom(5)
  const rows = 2000
  const labels = Uint8Array.from({ length: rows }, () => (random.next() < 0.1 ? 1 : 0))
  const number = (name: string, of: (row: number) => number): Column => ({
    kind: 'number',
    name,
    values: Float64Array.from({ length: rows }, (_, row) => of(row)),
  })
  const columns: Column[] = [
    number('noise', () => random.next()),
    number('good_sign', (row) => random.next() + labels[row]! / 2),
    number('chargeback_fee', (row) => labels[row]! * 15 + random.next()),
    number('paid_out', (row) => (labels[row] === 1 ? NaN : 1)),
    {
      kind: 'category',
      name: 'outcome',
      names: ['settled', 'charged back', 'sent'],
      codes: Int32Array.from(labels, (label) => (label === 1 ? 1 : random.below(2) * 2)),
    },
    {
      kind: 'category',
      name: 'order_number',
      names: Array.from({ length: rows }, (_, row) => `order ${row}`),
      codes: Int32Array.from({ length: rows }, (_, row) => row),
    },
  ]
  const train = Uint32Array.from({ length: 1500 }, (_, row) => row)
  const dev = Uint32Array.from({ length: 500 }, (_, row) => 1500 + row)
  const leaks = findLeaks(columns, labels, train, dev)
  expect(leaks.map(({ column }) => column)).toEqual(['chargeback_fee', 'paid_out', 'outcome'])
  for (const { auc } of leaks) expect(auc).toBe(1)
})
