import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { ResultUnknownError } from '../store-error.ts'
import type { Entry } from './encode-batch.ts'
import {
  groupCommit,
  type GroupCommitOptions,
  type SendBatch,
  type SentBatch,
} from './group-commit.ts'
import type { JournalRecord } from './record.ts'

const record = (id: string) => ({ id }) as JournalRecord

function journalOf(senders: readonly SendBatch[], options: Partial<GroupCommitOptions> = {}) {
  return groupCommit({
    senders,
    encodeBody: () => new Uint8Array(),
    onRefused: async () => ({ state: 'conflict' }),
    settle: () => Promise.reject(new Error('nothing is in doubt here')),
    inDoubt: () => 0,
    batchRowsMax: 256,
    queueRowsMax: 1000,
    appendMs: 5000,
    ...options,
  })
}

const ALL_STORED: SentBatch = { refused: [], absent: [], doubtful: [], sessions: [] }

/** A sender that keeps what it committed. */
function recorder(work: (entries: readonly Entry[]) => Promise<void> = async () => {}) {
  const batches: string[][] = []
  const send: SendBatch = async (entries) => {
    await work(entries)
    batches.push(entries.map((entry) => entry.record.id))
    return ALL_STORED
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

it('answers a refused row with the winner, and stores its neighbours', async () => {
  const journal = journalOf([
    async (entries) => ({
      ...ALL_STORED,
      refused: entries.filter((entry) => entry.record.id === 'b'),
    }),
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
  const journal = journalOf([send], {
    encodeBody: ({ id }) => {
      if (id === 'bad') throw new RangeError('too large')
      return new Uint8Array()
    },
  })
  const results = await Promise.allSettled(['bad', 'a'].map((id) => journal.append(record(id))))
  expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled'])
  expect(batches).toEqual([['a']])
  await expect(journal.append(record('bad'))).rejects.toThrow('too large')
  await journal.drain()
  await expect(journal.append(record('b'))).resolves.toEqual({ state: 'stored' })
})

const rejection = (append: Promise<unknown>) => append.catch((error: unknown) => error)

it('refuses in time what still waits for a batch that does not return, and never sends it', async () => {
  const { batches, send } = recorder(() => sleep(200))
  const journal = journalOf([send], { batchRowsMax: 1, appendMs: 60 })
  const first = rejection(journal.append(record('a')))
  await sleep(30)
  const startedMs = performance.now()
  const second = await rejection(journal.append(record('b')))
  expect(performance.now() - startedMs).toBeLessThan(150)
  expect(second).toMatchObject({ code: 'database_unreachable' })
  await first
  await journal.drain()
  expect(batches).toEqual([['a']])
  await expect(journal.append(record('c'))).rejects.toMatchObject({ code: 'result_unknown' })
})

it('says that a record on its way may be stored, and later whether it is', async () => {
  const send: SendBatch = async (entries) => {
    await sleep(100)
    switch (entries[0]!.record.id) {
      case 'absent':
        return { ...ALL_STORED, absent: entries }
      case 'refused':
        return { ...ALL_STORED, refused: entries }
      case 'doubtful':
        return { ...ALL_STORED, doubtful: entries }
      default:
        return ALL_STORED
    }
  }
  const journal = journalOf([send, send, send, send], {
    batchRowsMax: 1,
    appendMs: 30,
    settle: async (ids) => new Set(ids),
  })
  const of = async (id: string) => {
    const error = (await rejection(journal.append(record(id)))) as ResultUnknownError
    expect(error).toMatchObject({ code: 'result_unknown' })
    return error.isStored
  }
  const ids = ['stored', 'absent', 'refused', 'doubtful']
  await expect(Promise.all(ids.map(of))).resolves.toEqual([true, false, false, true])
})

it('counts what is in doubt against the room of the queue', async () => {
  const journal = journalOf([recorder().send], { queueRowsMax: 2, inDoubt: () => 2 })
  await expect(journal.append(record('a'))).rejects.toMatchObject({ code: 'overloaded' })
})
