import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { HistoryTable, type HistoryRow } from './history-table.ts'

const tokenOf = (n: number) => createHash('sha256').update(`${n}`).digest().subarray(0, 16)
const rowOf = (n: number): HistoryRow => ({
  orders: n,
  approved: n >> 1,
  fraud: n % 3,
  firstMs: n,
  lastMs: 2 * n,
})

it('holds what was put there last, as a map does, while it grows', () => {
  const table = new HistoryTable(100_000)
  const map = new Map<string, HistoryRow>()
  for (let n = 0; n < 20_000; n++) {
    const [token, member] = [n % 7_000, n % 3]
    table.set(tokenOf(token), member, rowOf(n))
    map.set(`${token} ${member}`, rowOf(n))
  }
  expect(table.count).toBe(map.size)
  for (let token = 0; token < 7_100; token++) {
    for (const member of [0, 1, 2]) {
      expect(table.get(tokenOf(token), member)).toEqual(map.get(`${token} ${member}`))
    }
    const others = [...table.others(tokenOf(token), 1)]
      .map(([member]) => member)
      .sort((a, b) => a - b)
    expect(others).toEqual([0, 2].filter((member) => map.has(`${token} ${member}`)))
  }
})

it('is bounded: when it is full the older half goes', () => {
  const table = new HistoryTable(1000)
  for (let n = 1; n <= 5000; n++) table.set(tokenOf(n), 0, rowOf(n))
  expect(table.count).toBeLessThanOrEqual(1000)
  expect(table.get(tokenOf(5000), 0)).toEqual(rowOf(5000))
  expect(table.get(tokenOf(4501), 0)).toEqual(rowOf(4501))
  expect(table.get(tokenOf(1), 0)).toBe(undefined)
})
