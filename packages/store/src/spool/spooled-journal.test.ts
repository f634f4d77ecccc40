import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { AppendResult, Journal } from '../journal/journal.ts'
import type { JournalRecord } from '../journal/record.ts'
import { ResultUnknownError, StoreError } from '../store-error.ts'
import { spooledJournal } from './spooled-journal.ts'

const record = (id: string) => ({ id }) as JournalRecord
const away = () => new StoreError('database_unreachable', 'gone')

/** A journal whose answers a test gives, over a spool in memory and a presence that a test sets. */
function parts({ spoolAfterMs = 40, hasRoom = true } = {}) {
  const answers = new Map<
    string,
    { resolve: (result: AppendResult) => void; reject: (error: unknown) => void }
  >()
  const spooled: string[] = []
  const listeners: (() => void)[] = []
  const presence = {
    isAway: false,
    suspect() {
      if (presence.isAway) return
      presence.isAway = true
      for (const listener of listeners) listener()
    },
    onAway: (listener: () => void) => void listeners.push(listener),
  }
  const journal: Journal = {
    append: ({ id }) => new Promise((resolve, reject) => void answers.set(id, { resolve, reject })),
    isAway: false,
    depth: 0,
    inDoubt: 0,
    drain: async () => {},
  }
  const spool = {
    async put({ id }: JournalRecord) {
      if (!hasRoom) throw new StoreError('overloaded', 'full')
      spooled.push(id)
      return { isStored: Promise.resolve(true) }
    },
  }
  const over = spooledJournal({ journal, spool, presence, spoolAfterMs })
  return { answers, spooled, presence, append: (of: JournalRecord) => over.append(of) }
}

describe('a record', () => {
  it('that is committed in time is not spooled', async () => {
    const { append, answers, spooled } = parts()
    const appended = append(record('a'))
    answers.get('a')!.resolve({ state: 'stored' })
    expect(await appended).toEqual({ state: 'stored' })
    expect(spooled).toEqual([])
  })

  it('that waits too long is spooled, and what comes next does not wait', async () => {
    const { append, answers, spooled, presence } = parts()
    expect(await append(record('a'))).toMatchObject({ state: 'spooled' })
    expect(presence.isAway).toBe(true)
    expect(await append(record('b'))).toMatchObject({ state: 'spooled' })
    expect(spooled).toEqual(['a', 'b'])
    expect([...answers.keys()]).toEqual(['a'])
  })

  it('that waits because more comes than can be stored is neither spooled nor a sign', async () => {
    const { append, answers, spooled, presence } = parts({ spoolAfterMs: 60 })
    const first = ['a', 'b', 'c', 'd'].map((id) => append(record(id)))
    const last = append(record('last'))
    for (const id of ['a', 'b', 'c', 'd']) {
      await sleep(40)
      answers.get(id)!.resolve({ state: 'stored' })
    }
    answers.get('last')!.reject(away())
    await Promise.all(first)
    await expect(last).rejects.toMatchObject({ code: 'database_unreachable' })
    expect(spooled).toEqual([])
    expect(presence.isAway).toBe(false)
  })

  it('that was overtaken is spooled, while others are stored', async () => {
    const { append, answers, spooled, presence } = parts({ spoolAfterMs: 60 })
    const stuck = append(record('stuck'))
    for (const id of ['a', 'b', 'c']) {
      const appended = append(record(id))
      await sleep(30)
      answers.get(id)!.resolve({ state: 'stored' })
      expect(await appended).toEqual({ state: 'stored' })
    }
    expect(await stuck).toMatchObject({ state: 'spooled' })
    expect(spooled).toEqual(['stuck'])
    expect(presence.isAway).toBe(false)
  })

  it('that waits when the database goes away is spooled at once', async () => {
    const { append, presence, spooled } = parts({ spoolAfterMs: 60_000 })
    const appended = append(record('a'))
    presence.suspect()
    expect(await appended).toMatchObject({ state: 'spooled' })
    expect(spooled).toEqual(['a'])
  })

  it('that the database cannot take now is spooled, whether or not it may have been sent', async () => {
    const full = Object.assign(new Error('could not extend file'), { code: '53100' })
    const unknown = new ResultUnknownError('no answer', new Promise(() => {}))
    for (const error of [away(), unknown, full]) {
      const { append, answers, spooled } = parts()
      const appended = append(record('a'))
      answers.get('a')!.reject(error)
      expect(await appended).toMatchObject({ state: 'spooled' })
      expect(spooled).toEqual(['a'])
    }
  })

  it('that the database refuses for what it is, is refused', async () => {
    const { append, answers, spooled, presence } = parts()
    const poison = Object.assign(new Error('invalid byte sequence'), { code: '22021' })
    const appended = append(record('a'))
    answers.get('a')!.reject(poison)
    await expect(appended).rejects.toBe(poison)
    expect(spooled).toEqual([])
    expect(presence.isAway).toBe(false)
  })

  it('for which there is no room gets the answer that it would have without a spool', async () => {
    const { append, answers } = parts({ hasRoom: false, spoolAfterMs: 10 })
    const appended = append(record('a'))
    setTimeout(() => answers.get('a')!.reject(away()), 50)
    await expect(appended).rejects.toMatchObject({ code: 'database_unreachable' })
    await expect(append(record('b'))).rejects.toMatchObject({ code: 'overloaded' })
  })
})
