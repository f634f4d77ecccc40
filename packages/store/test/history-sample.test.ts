import { afterAll, beforeAll, expect, it } from 'vitest'
import { type History, newId, openHistory, type Store } from '../src/index.ts'
import { recordOf, startTestDatabase, type TestDatabase } from './database.ts'

const DAY_MS = 86_400_000
const nowMs = Date.now()
const firstMs = nowMs - 8 * DAY_MS
const filter = {
  shopId: 'young',
  checkpoints: ['order'],
  fromMs: nowMs - 360 * DAY_MS,
  toMs: nowMs,
} as const

let test: TestDatabase
let store: Store
let history: History
beforeAll(async () => {
  test = await startTestDatabase()
  store = await test.open()
  // Three a day, for eight days.
  for (let each = 0; each < 24; each++) {
    const receivedAtMs = firstMs + (each * DAY_MS) / 3
    await store.journal.append(recordOf({ shopId: 'young', receivedAtMs, id: newId(receivedAtMs) }))
  }
  history = await openHistory(test.database.connection)
})
afterAll(async () => {
  await history.close()
  await store.close()
  await test.stop()
})

async function sampled(slices: number, rows: number) {
  const stretches = []
  for await (const { records, isCut, toMs } of history.sample(filter, slices, rows)) {
    stretches.push({ days: records.map(({ receivedAtMs }) => dayOf(receivedAtMs)), isCut, toMs })
  }
  return stretches
}

function dayOf(ms: number): number {
  return Math.floor((ms - firstMs) / DAY_MS)
}

it('a sample of a shop that is younger than the time asked for is from all of its days', async () => {
  const stretches = await sampled(4, 2)
  expect(stretches.map(({ days }) => days)).toEqual([
    [0, 0],
    [2, 2],
    [4, 4],
    [6, 6],
  ])
  expect(stretches.every(({ isCut }) => isCut)).toBe(true)
  expect(stretches.map(({ toMs }) => dayOf(toMs))).toEqual([2, 4, 6, 8])
})

it('a sample that takes in everything is cut nowhere', async () => {
  const stretches = await sampled(4, 6)
  expect(stretches.flatMap(({ days }) => days)).toHaveLength(24)
  expect(stretches.some(({ isCut }) => isCut)).toBe(false)
})

it('a sample of a time with nothing in it has its stretches all the same', async () => {
  const empty = { ...filter, shopId: 'nobody' }
  const stretches = []
  for await (const slice of history.sample(empty, 3, 5)) stretches.push(slice.records.length)
  expect(stretches).toEqual([0, 0, 0])
})
