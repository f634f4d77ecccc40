/** Versions of a ruleset that run beside the live one, and what is read back of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type RunChange, type Store } from '../src/index.ts'
import { recordOf, startTestDatabase, type TestDatabase } from './database.ts'

let test: TestDatabase
let store: Store
beforeAll(async () => {
  test = await startTestDatabase()
  store = await test.open()
})
afterAll(async () => {
  await store.close()
  await test.stop()
})

const run = (shopId: string): RunChange => ({ shopId, name: 'cart', kind: 'shadow', author: 'ann' })
const draft = (shopId: string) =>
  store.rulesets.saveDraft({ shopId, name: 'cart', author: 'ann', note: '' }, { rules: [] })

describe('a run', () => {
  it('is one of each kind and ruleset, and ends the one before it', async () => {
    const first = await draft('one')
    const begun = await store.rulesetRuns.start(run('one'), first.version, 'why')
    expect(begun).toMatchObject({ version: 1, startedBy: 'ann', endedAtMs: null, note: 'why' })
    expect(await store.rulesetRuns.active('one')).toEqual([{ ...begun, document: { rules: [] } }])
    const second = await draft('one')
    const next = await store.rulesetRuns.start(run('one'), second.version, '')
    expect((await store.rulesetRuns.active('one')).map(({ runId }) => runId)).toEqual([next.runId])
    expect(await store.rulesetRuns.of('one', 'cart')).toMatchObject([
      { version: 2, endedAtMs: null },
      { version: 1, endedBy: 'ann', endedAtMs: expect.any(Number) as unknown },
    ])
    expect(await store.rulesetRuns.active('other')).toEqual([])
    expect(await store.rulesetRuns.end(run('other'))).toBe(false)
    expect(await store.rulesetRuns.end(run('one'))).toBe(true)
    expect(await store.rulesetRuns.end(run('one'))).toBe(false)
  })

  it('keeps its version when the draft is written over, which can be published later', async () => {
    const { version } = await draft('kept')
    await store.rulesetRuns.start(run('kept'), version, '')
    const other = await draft('kept')
    const history = await store.rulesets.history('kept', 'cart')
    expect(history.map(({ state }) => state)).toEqual(['draft', 'shelved'])
    const change = { shopId: 'kept', name: 'cart', author: 'ann', note: '' }
    expect(await store.rulesets.publish(change, version)).toMatchObject({ state: 'published' })
    // A draft that never ran is written over, as before.
    await draft('kept')
    const states = (await store.rulesets.history('kept', 'cart')).map(({ version }) => version)
    expect(states).toEqual([other.version + 1, version])
  })

  it('is of a version that is there', async () => {
    await expect(store.rulesetRuns.start(run('none'), 7, '')).rejects.toMatchObject({
      code: 'stale',
    })
  })
})

describe('what was in shadow', () => {
  it('is read newest first, page by page, by its shop and time only', async () => {
    const startMs = Date.now() - 100_000
    const at = (ms: number, shadow: Uint8Array | null, shopId = 'paged') =>
      recordOf({ shopId, receivedAtMs: startMs + ms, id: newId(startMs + ms), shadow })
    const shadow = Buffer.from([1, 2, 3])
    const records = Array.from({ length: 1003 }, (_, n) => at(n, shadow))
    const others = [at(5, null), at(6, shadow, 'elsewhere'), at(-1, shadow), at(2000, shadow)]
    await Promise.all([...records, ...others].map((record) => store.journal.append(record)))
    const pages: number[] = []
    const ids: string[] = []
    for await (const page of store.reading.shadowed('paged', startMs, startMs + 2000)) {
      pages.push(page.length)
      ids.push(...page.map(({ id }) => id))
    }
    expect(pages).toEqual([1000, 3])
    expect(ids).toEqual(records.map(({ id }) => id).reverse())
    const read = await store.reading.record('paged', records[0]!.id)
    expect(read).toMatchObject({ shadow })
  })
})

describe('labels of many events', () => {
  it('go to their event and their transaction, newest first', async () => {
    const label = (fields: object, timeMs: number) => ({
      id: newId(timeMs),
      shopId: 'labels',
      eventId: null,
      transactionId: null,
      label: 'not_fraud',
      source: 'merchant',
      timeMs,
      amountMinor: null,
      note: null,
      ...fields,
    })
    const nowMs = Date.now()
    const labels = [
      label({ eventId: 'a' }, nowMs - 3),
      label({ transactionId: 'x', label: 'chargeback' }, nowMs - 2),
      label({ eventId: 'a', transactionId: 'x', label: 'stolen_card' }, nowMs - 1),
      label({ eventId: 'a', shopId: 'other' }, nowMs),
    ]
    for (const each of labels) {
      await store.journal.append(recordOf({ kind: 'label', shopId: each.shopId }), { label: each })
    }
    const found = await store.labels.ofEach('labels', [
      { eventId: 'a', transactionId: null },
      { eventId: 'b', transactionId: 'x' },
      { eventId: null, transactionId: null },
      { eventId: 'a', transactionId: 'x' },
    ])
    expect(found.map((each) => each.map(({ label: name }) => name))).toEqual([
      ['stolen_card', 'not_fraud'],
      ['stolen_card', 'chargeback'],
      [],
      ['stolen_card', 'chargeback', 'not_fraud'],
    ])
  })
})
