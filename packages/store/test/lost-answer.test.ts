/** A batch whose answer does not come may be stored or not: what is said of it must be true. */
import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ResultUnknownError, type JournalRecord, type Store } from '../src/index.ts'
import { recordOf, startTestDatabase, type TestDatabase } from './database.ts'
import { openWire, type Wire } from './wire.ts'

const APPEND_MS = 800

let test: TestDatabase
let wire: Wire
/** Over the wire. */
let store: Store
/** Beside it. */
let witness: Store
beforeAll(async () => {
  test = await startTestDatabase()
  wire = await openWire(test.database.connection)
  const limits = { appendMs: APPEND_MS, batchMs: 2 * APPEND_MS }
  store = await test.open({ connection: wire.connection, limits })
  witness = await test.open()
  // The statement is known to both connections: what follows is a batch and nothing else.
  await Promise.all([1, 2, 3].map(() => store.journal.append(recordOf())))
})
afterAll(async () => {
  await store.close()
  await witness.close()
  await wire.close()
  await test.stop()
})

async function keyed(): Promise<Parameters<Store['journal']['append']>[1]> {
  const begun = await store.idempotency.begin({
    shopId: 'shop',
    route: 'POST /v1/decisions',
    key: randomUUID(),
    bodyHash: createHash('sha256').update('body').digest(),
  })
  if (begun.state !== 'new') throw new Error(`the key is ${begun.state}`)
  return { idempotency: { reservation: begun.reservation, status: 200 } }
}

async function copiesOf({ id }: JournalRecord): Promise<number> {
  const { rowCount } = await test.withClient((client) =>
    client.query('SELECT FROM journal WHERE id = $1', [id]),
  )
  return rowCount ?? 0
}

async function unknownOf(append: Promise<unknown>): Promise<ResultUnknownError> {
  const error: unknown = await append.catch((thrown: unknown) => thrown)
  if (error instanceof ResultUnknownError) return error
  throw new Error('the result is known', { cause: error })
}

describe('a batch whose connection breaks', () => {
  it('is stored when it was committed before the break', async () => {
    const record = recordOf()
    wire.failNext('lose_answer')
    await expect(store.journal.append(record, await keyed())).resolves.toEqual({ state: 'stored' })
    expect(await copiesOf(record)).toBe(1)
  })

  it('is stored, not answered by somebody else, when its first copy is committed after the question', async () => {
    for (const extras of [{}, await keyed()]) {
      const record = recordOf()
      wire.failNext('overtake')
      await expect(store.journal.append(record, extras)).resolves.toEqual({ state: 'stored' })
      expect(await copiesOf(record)).toBe(1)
    }
  })
})

describe('a batch that is not answered in time', () => {
  it('is said to be unknown, and is absent for good once that is told', async () => {
    const record = recordOf()
    wire.failNext('hold')
    const startedMs = performance.now()
    const error = await unknownOf(store.journal.append(record))
    expect(performance.now() - startedMs).toBeLessThan(2 * APPEND_MS)
    await expect(error.isStored).resolves.toBe(false)
    expect(store.journal.inDoubt).toBe(0)
    wire.letGo()
    await sleep(200)
    expect(await copiesOf(record)).toBe(0)
  })

  it('is told to be stored when it was committed late', async () => {
    const record = recordOf()
    const other = recordOf()
    wire.failNext('hold')
    const error = await unknownOf(store.journal.append(record, await keyed()))
    wire.letGo()
    await expect(error.isStored).resolves.toBe(true)
    expect(await copiesOf(record)).toBe(1)
    await expect(store.journal.append(other)).resolves.toEqual({ state: 'stored' })
  })
})
