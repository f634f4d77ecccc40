import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isSignedBy, newId, type Seal, type Store, type StoredEntry } from '../src/index.ts'
import { startTestDatabase, type TestDatabase } from './database.ts'

const DAY_MS = 86_400_000
const NOW_MS = Date.UTC(2026, 10, 27, 12)

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

function entry(key: string, more: Partial<StoredEntry> = {}): StoredEntry {
  return {
    kind: 'domain',
    key,
    verdict: 'malicious',
    confidence: 0.97,
    campaign: 'c1',
    reasons: ['CARD_TO_OPERATOR'],
    sources: ['page'],
    releasedBy: [],
    decidedAtMs: NOW_MS - 30_000,
    addedAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 30 * DAY_MS,
    retestAtMs: NOW_MS + 7 * DAY_MS,
    ...more,
  }
}

const seal: Seal = ({ version, createdAtMs, entries, previousManifest }) => {
  const keys = entries.map(({ key }) => key).toSorted()
  const manifest = JSON.stringify({ version, keys, after: previousManifest?.length ?? 0 })
  return {
    expiresAtMs: createdAtMs + DAY_MS,
    digest: keys.join(' '),
    manifest,
    signature: store.blocklist.signer.sign(manifest),
  }
}

const publish = (
  put: readonly StoredEntry[],
  atMs: number,
  remove: readonly { key: string; why: string }[] = [],
) =>
  store.blocklist.publish(
    { put, remove: remove.map((each) => ({ kind: 'domain', ...each })) },
    atMs,
    atMs,
    seal,
  )

const keysAt = async (version: number) =>
  (await store.blocklist.entriesAt(version)).map(({ key }) => key).toSorted()

describe('the blocklist', () => {
  it('is kept version by version, and what was in each can be read again', async () => {
    const first = await publish([entry('a.example'), entry('b.example')], NOW_MS)
    const second = await publish([entry('c.example')], NOW_MS + 1000, [
      { key: 'a.example', why: 'appeal' },
    ])
    expect([first!.version, second!.version]).toEqual([1, 2])
    expect(await keysAt(1)).toEqual(['a.example', 'b.example'])
    expect(await keysAt(2)).toEqual(['b.example', 'c.example'])
    expect(await store.blocklist.current()).toMatchObject({
      version: 2,
      entries: 2,
      digest: 'b.example c.example',
    })
    const { publicKey } = store.blocklist.signer
    expect(isSignedBy(publicKey, second!.manifest, second!.signature)).toBe(true)
    expect(isSignedBy(publicKey, `${second!.manifest} `, second!.signature)).toBe(false)
  })

  it('makes no version when nothing changes, and one when the last is about to expire', async () => {
    expect(await publish([entry('b.example')], NOW_MS + 2000)).toBeUndefined()
    const renewed = await store.blocklist.publish(
      { put: [], remove: [] },
      NOW_MS + 3000,
      NOW_MS + 3000 + DAY_MS,
      seal,
    )
    expect(renewed?.version).toBe(3)
  })

  it('keeps the time at which an entry came when its words change, and tells it as no coming', async () => {
    const at = NOW_MS + 10_000
    const made = await publish([entry('b.example', { confidence: 0.5 })], at)
    const [b] = await store.blocklist.standing([{ kind: 'domain', key: 'b.example' }])
    expect(b).toMatchObject({ confidence: 0.5, addedAtMs: NOW_MS })
    expect((await store.blocklist.entriesAt(made!.version - 1)).map((e) => e.confidence)).toEqual([
      0.97, 0.97,
    ])
    expect(await store.blocklist.changesSince(NOW_MS - 1, 10)).toEqual([
      { kind: 'domain', key: 'a.example', atMs: NOW_MS, isRemoval: false },
      { kind: 'domain', key: 'b.example', atMs: NOW_MS, isRemoval: false },
      { kind: 'domain', key: 'a.example', atMs: NOW_MS + 1000, isRemoval: true },
      { kind: 'domain', key: 'c.example', atMs: NOW_MS + 1000, isRemoval: false },
    ])
  })

  it('lets go of what has expired with the next version', async () => {
    await publish([entry('short.example', { expiresAtMs: NOW_MS + 30_000 })], NOW_MS + 20_000)
    const made = await publish([], NOW_MS + 31_000)
    expect(await keysAt(made!.version - 1)).toContain('short.example')
    expect(await keysAt(made!.version)).not.toContain('short.example')
  })

  it('numbers versions one by one, however many publish at once', async () => {
    const before = (await store.blocklist.current())!.version
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, at) => publish([entry(`many-${at}.example`)], NOW_MS + 40_000)),
    )
    expect(made.map((each) => each!.version - before).toSorted((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6,
    ])
    expect(new Set(made.map((each) => each!.createdAtMs)).size).toBe(6)
  })

  it('measures how long it took from the verdict to the feed', async () => {
    const { entries, p50S, maxS } = await store.blocklist.latency(NOW_MS - 1)
    expect(entries).toBe(10)
    expect(p50S).toBeGreaterThanOrEqual(30)
    expect(maxS).toBeLessThan(71)
    expect(await store.blocklist.latency(NOW_MS + DAY_MS)).toEqual({
      entries: 0,
      p50S: null,
      p99S: null,
      maxS: null,
    })
  })

  it('says what is to be looked at again', async () => {
    const due = await store.blocklist.dueForRetest(NOW_MS + 8 * DAY_MS, 3)
    expect(due).toHaveLength(3)
    expect(await store.blocklist.dueForRetest(NOW_MS, 3)).toEqual([])
  })
})

describe('own domains', () => {
  it('are added once, taken away once, and both stand in the audit log', async () => {
    const own = {
      domain: 'our-shop.example',
      role: 'own',
      note: 'since 2010',
      addedBy: 'Ada',
    } as const
    expect(await store.ownDomains.add(own)).toMatchObject(own)
    expect(await store.ownDomains.add(own)).toBeUndefined()
    expect((await store.ownDomains.all()).map(({ domain }) => domain)).toEqual([own.domain])
    expect(await store.ownDomains.remove(own.domain, 'Grace')).toBe(true)
    expect(await store.ownDomains.remove(own.domain, 'Grace')).toBe(false)
    const told = await test.withClient((client) =>
      client.query(`SELECT action, actor FROM audit_log WHERE kind = 'own_domain' ORDER BY at`),
    )
    expect(told.rows).toEqual([
      { action: 'added', actor: 'Ada' },
      { action: 'removed', actor: 'Grace' },
    ])
  })
})

describe('appeals', () => {
  it('run against a clock, one at a time for an entry, and are decided once', async () => {
    const made = {
      id: newId(NOW_MS),
      kind: 'domain',
      key: 'a.example',
      statement: 'we sell shoes',
      createdAtMs: NOW_MS,
      dueAtMs: NOW_MS + 2 * DAY_MS,
    } as const
    expect(await store.appeals.open(made)).toMatchObject({ ...made, state: 'open' })
    expect(await store.appeals.open({ ...made, id: newId(NOW_MS) })).toBeUndefined()
    expect(await store.appeals.counts(NOW_MS + DAY_MS)).toEqual({ open: 1, late: 0 })
    expect(await store.appeals.counts(NOW_MS + 3 * DAY_MS)).toEqual({ open: 1, late: 1 })
    const decision = { state: 'upheld', by: 'Ada', answer: 'a mistake', nowMs: NOW_MS + 5 } as const
    expect(await store.appeals.decide(made.id, decision)).toMatchObject({
      state: 'upheld',
      decidedBy: 'Ada',
      decidedAtMs: NOW_MS + 5,
    })
    expect(await store.appeals.decide(made.id, decision)).toBeUndefined()
    expect(await store.appeals.open({ ...made, id: newId(NOW_MS) })).toMatchObject({
      state: 'open',
    })
    expect(await store.appeals.upheld()).toEqual([{ kind: 'domain', key: 'a.example' }])
    expect((await store.appeals.page('upheld', '', 5)).map(({ id }) => id)).toEqual([made.id])
    expect(await store.appeals.forget(NOW_MS + 6)).toBe(1)
    expect(await store.appeals.find(made.id)).toBeUndefined()
  })
})

describe('takedowns', () => {
  it('are changed by one at a time, and found when they are due', async () => {
    const record = {
      id: newId(NOW_MS),
      kind: 'domain',
      key: 'a.example',
      state: 'drafted',
      createdAtMs: NOW_MS,
      dueAtMs: null,
    } as const
    await store.takedowns.create(record)
    const found = (await store.takedowns.find<typeof record>(record.id))!
    expect(found).toEqual({ revision: 1, record })
    const sent = { ...record, state: 'sent', dueAtMs: NOW_MS + DAY_MS }
    await store.takedowns.change(1, sent)
    await expect(store.takedowns.change(1, sent)).rejects.toMatchObject({ code: 'stale' })
    expect(await store.takedowns.due(NOW_MS, 5)).toEqual([])
    expect(await store.takedowns.due(NOW_MS + DAY_MS, 5)).toEqual([{ revision: 2, record: sent }])
    expect(await store.takedowns.page('sent', '', 5)).toHaveLength(1)
  })
})
