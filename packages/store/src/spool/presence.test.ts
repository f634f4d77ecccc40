import { afterEach, describe, expect, it } from 'vitest'
import { StoreError } from '../store-error.ts'
import { watchPresence, type Presence } from './presence.ts'

const gone = () => new StoreError('database_unreachable', 'gone')

/** A database that is there or not, and takes what was kept for it or not. */
function database() {
  const state = { answers: true, stores: true, left: 0, storedAtMs: -Infinity }
  const presence = watchPresence({
    async ping() {
      if (!state.answers) throw gone()
    },
    async catchUp() {
      if (state.left === 0) return false
      if (!state.stores) throw gone()
      state.left--
      return true
    },
    everyMs: 5,
    storedAtMs: () => state.storedAtMs,
    patienceMs: 50,
  })
  presence.begin()
  watched = presence
  return { state, presence }
}

let watched: Presence | undefined
afterEach(() => watched?.close())

describe('a database', () => {
  it('is away when it does not answer, and there when it does', async () => {
    const { state, presence } = database()
    let times = 0
    presence.onAway(() => times++)
    state.answers = false
    await expect.poll(() => presence.isAway).toBe(true)
    state.answers = true
    await expect.poll(() => presence.isAway).toBe(false)
    expect(times).toBe(1)
  })

  it('that answers and stores nothing is away', async () => {
    const { state, presence } = database()
    Object.assign(state, { stores: false, left: 2 })
    presence.suspect()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(presence.isAway).toBe(true)
    state.stores = true
    await expect.poll(() => presence.isAway).toBe(false)
    await expect.poll(() => state.left).toBe(0)
  })

  it('is not waited for once it is away', async () => {
    const { state, presence } = database()
    const asked = presence.unlessAway(() => new Promise<string>(() => {}))
    state.answers = false
    expect(await asked).toBe('away')
    expect(await presence.unlessAway(() => Promise.reject(new Error('never asked')))).toBe('away')
  })

  it('is away when a question waits too long, unless it stores meanwhile', async () => {
    const { state, presence } = database()
    let said: string | undefined
    const asked = presence
      .unlessAway(() => new Promise<string>(() => {}))
      .then((answer) => (said = answer))
    const untilMs = performance.now() + 200
    while (performance.now() < untilMs) {
      state.storedAtMs = performance.now()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect(said).toBeUndefined()
    await asked
    expect(said).toBe('away')
  })

  it('that refuses a question is away, and one that refuses for another reason is not', async () => {
    const { state, presence } = database()
    expect(await presence.unlessAway(async () => 'an answer')).toBe('an answer')
    const bug = presence.unlessAway(() => Promise.reject(new TypeError('a bug')))
    await expect(bug).rejects.toThrow('a bug')
    expect(presence.isAway).toBe(false)
    state.answers = false
    expect(await presence.unlessAway(() => Promise.reject(gone()))).toBe('away')
  })
})
