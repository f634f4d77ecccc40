import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { StoreError } from '../store-error.ts'
import type { Entry } from './encode-batch.ts'
import { groupCommit, type SendBatch } from './group-commit.ts'
import type { JournalRecord } from './record.ts'

const record = (id: string) => ({ id }) as JournalRecord

function journalOf(
  senders: readonly SendBatch[],
  limits = { batchRowsMax: 256, queueRowsMax: 1000 },
) {
  return groupCommit({
    senders,
    encodeBody: () => new Uint8Array(),
    onRefused: async () => ({ state: 'conflict' }),
    ...limits,
  })
}

/** A sender that keeps what it committed. */
function recorder(work: (entries: readonly Entry[]) => Promise<void> = async () => {}) {
  const batches: string[][] = []
  const send: SendBatch = async (entries) => {
    await work(entries)
    batches.push(entries.map((entry) => entry.record.id))
    return new Set()
  }
  return { batches, send }
}

it('commits together what arrives together', async () => {
  const { batches, send } = recorder()
  const journal = journalOf([send])
  await Promise.all(['a', 'b', 'c'].map((id) => journal.append(record(id))))
  expect(batches).toEqual([['a', 'b', 'c']])
})

it('commits in one batch what arrives while another is on its way', async () => {
  const { batches, send } = recorder(() => sleep(20))
  const journal = journalOf([send])
  const first = journal.append(record('a'))
  await sleep(5)
  await Promise.all([first, journal.append(record('b')), journal.append(record('c'))])
  expect(batches).toEqual([['a'], ['b', 'c']])
})

it('sends no more rows in a batch than allowed', async () => {
  const { batches, send } = recorder()
  const journal = journalOf([send], { batchRowsMax: 2, queueRowsMax: 10 })
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => journal.append(record(id))))
  expect(batches).toEqual([['a', 'b'], ['c', 'd'], ['e']])
})

it('a poison row fails alone', async () => {
  const { batches, send } = recorder(async (entries) => {
    if (entries.some((entry) => entry.record.id === 'poison')) throw new Error('no such time zone')
  })
  const journal = journalOf([send])
  const results = await Promise.allSettled(
    ['a', 'poison', 'b'].map((id) => journal.append(record(id))),
  )
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(batches).toEqual([['a'], ['b']])
})

it('refuses when the queue is full, and takes again when it is not', async () => {
  const { send } = recorder(() => sleep(10))
  const journal = journalOf([send], { batchRowsMax: 1, queueRowsMax: 2 })
  const kept = [journal.append(record('a')), journal.append(record('b'))]
  await expect(journal.append(record('c'))).rejects.toMatchObject({ code: 'overloaded' })
  await Promise.all(kept)
  await expect(journal.append(record('d'))).resolves.toEqual({ state: 'stored' })
})

it('rejects a whole batch when the database is away: nothing is tried row by row', async () => {
  let calls = 0
  const journal = journalOf([
    async () => {
      calls += 1
      throw new StoreError('database_unreachable', 'away')
    },
  ])
  const results = await Promise.allSettled(['a', 'b'].map((id) => journal.append(record(id))))
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected'])
  expect(calls).toBe(1)
})

it('answers a refused row with the winner, and stores its neighbours', async () => {
  const journal = journalOf([
    async (entries) => new Set(entries.filter((entry) => entry.record.id === 'b')),
  ])
  const results = await Promise.all(['a', 'b'].map((id) => journal.append(record(id))))
  expect(results).toEqual([{ state: 'stored' }, { state: 'conflict' }])
})

it('is drained when everything was answered', async () => {
  const { batches, send } = recorder(() => sleep(5))
  const journal = journalOf([send], { batchRowsMax: 1, queueRowsMax: 10 })
  for (const id of ['a', 'b', 'c']) void journal.append(record(id))
  expect(journal.depth).toBe(3)
  await journal.drain()
  expect(batches.flat()).toEqual(['a', 'b', 'c'])
  expect(journal.depth).toBe(0)
})

it('a record that cannot be encoded fails alone', async () => {
  const { batches, send } = recorder()
  const journal = groupCommit({
    senders: [send],
    encodeBody: ({ id }) => {
      if (id === 'bad') throw new RangeError('too large')
      return new Uint8Array()
    },
    onRefused: async () => ({ state: 'conflict' }),
    batchRowsMax: 256,
    queueRowsMax: 1000,
  })
  const results = await Promise.allSettled(['bad', 'a'].map((id) => journal.append(record(id))))
  expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled'])
  expect(batches).toEqual([['a']])
  await expect(journal.append(record('bad'))).rejects.toThrow('too large')
  await journal.drain()
  await expect(journal.append(record('b'))).resolves.toEqual({ state: 'stored' })
})
