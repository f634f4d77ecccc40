/** The client of the examples against a server that lies in every way that a server can. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Database,
  migrate,
  openDatabase,
  openStore,
  type Store,
  type StoredEntry,
} from '@gatehouse/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Copy, updateBlocklist } from '../../../examples/blocklist-client.ts'
import { type FeedBook, openFeedBook, openFeedGuards } from '../src/index.ts'

let nowMs = Date.UTC(2026, 10, 27, 12)
let dataDir: string
let database: Database
let store: Store
let book: FeedBook
/** What is asked for, oldest first. */
let asked: string[] = []

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-client-'))
  database = await openDatabase({ dataDir })
  await migrate(database.connection)
  store = await openStore({
    connection: database.connection,
    secret: 'a test secret of more than thirty-two characters',
  })
  book = openFeedBook({
    store,
    guards: openFeedGuards(store),
    about: { title: 'Test list', homepage: '', licence: 'CC0-1.0' },
    nowMs: () => nowMs,
  })
})
afterAll(async () => {
  await store.close()
  await database.stop()
  await rm(dataDir, { recursive: true, force: true })
})

function publish(keys: readonly string[], gone: readonly string[] = []) {
  nowMs += 1000
  const put = keys.map((key): StoredEntry => ({
    kind: 'domain',
    key,
    verdict: 'malicious',
    confidence: 0.9,
    campaign: null,
    reasons: [],
    sources: [],
    releasedBy: [],
    decidedAtMs: nowMs,
    addedAtMs: nowMs,
    expiresAtMs: nowMs + 864_000_000,
    retestAtMs: nowMs + 86_400_000,
  }))
  const remove = gone.map((key) => ({ kind: 'domain' as const, key, why: 'retest' }))
  return book.publish({ put, remove })
}

async function answer(path: string): Promise<string> {
  if (path === '/v1/blocklist/manifest') {
    const { manifest, signature } = (await book.current()).sealed
    return JSON.stringify({
      manifest,
      signature: Buffer.from(signature).toString('base64url'),
    })
  }
  if (path === '/v1/blocklist.json') return (await book.format('json')).text
  const since = Number(/since=(\d+)/.exec(path)?.[1])
  const delta = await book.deltaSince(since)
  if (delta === undefined) throw new Error('404')
  return JSON.stringify(delta)
}

/** @param lie what the server makes of an answer */
function update(
  held: Copy | null,
  lie: (path: string, text: string) => string = (_, text) => text,
) {
  const publicKey = store.blocklist.signer.publicKey.toString('base64url')
  const serve = async (input: unknown) => {
    const path = String(input).replace('https://feed.example', '')
    asked.push(path.replace(/\d+$/, 'N'))
    return new Response(lie(path, await answer(path)))
  }
  return updateBlocklist(
    { url: 'https://feed.example', publicKey, fetch: serve as typeof fetch, nowMs: () => nowMs },
    held,
  )
}

const keysOf = ({ entries }: Copy) => entries.map(({ key }) => key)
const onlyIn = (part: string, change: (text: string) => string) => (path: string, text: string) =>
  path.includes(part) ? change(text) : text

describe('the client of the blocklist', () => {
  it('takes the list once, and then what changes', async () => {
    await publish(['a.example', 'b.example'])
    asked = []
    const first = await update(null)
    expect(keysOf(first)).toEqual(['a.example', 'b.example'])
    expect(await update(first)).toBe(first)
    await publish(['c.example'], ['a.example'])
    await publish(['aa.example'])
    const second = await update(first)
    expect(keysOf(second)).toEqual(['aa.example', 'b.example', 'c.example'])
    expect(asked).toEqual([
      '/v1/blocklist/manifest',
      '/v1/blocklist.json',
      '/v1/blocklist/manifest',
      '/v1/blocklist/manifest',
      '/v1/blocklist/delta?since=N',
    ])
  })

  it('takes the whole list where a delta does not come out as signed', async () => {
    const held = await update(null)
    await publish(['d.example'])
    const lie = onlyIn('delta', (text) => text.replace('d.example', 'our-bank.example'))
    expect(keysOf(await update(held, lie))).toContain('d.example')
  })

  it('takes no list that somebody has changed', async () => {
    const lie = onlyIn('.json', (text) => text.replace('b.example', 'our-bank.example'))
    await expect(update(null, lie)).rejects.toMatchObject({ code: 'tampered' })
    const shorter = onlyIn('.json', (text) => text.replace(/\{"kind":"domain","key":"b.+\n/, ''))
    await expect(update(null, shorter)).rejects.toMatchObject({ code: 'tampered' })
  })

  it('takes no manifest that somebody else signed or changed', async () => {
    const changed = onlyIn('manifest', (text) => text.replace('CC0', 'MIT'))
    await expect(update(null, changed)).rejects.toMatchObject({ code: 'forged' })
    const unsigned = onlyIn('manifest', (text) =>
      JSON.stringify({ manifest: (JSON.parse(text) as { manifest: string }).manifest }),
    )
    await expect(update(null, unsigned)).rejects.toMatchObject({ code: 'forged' })
  })

  it('takes no version that is older than its own, nor another of the same number', async () => {
    const old = await answer('/v1/blocklist/manifest')
    await publish(['e.example'])
    const held = await update(null)
    const replay = onlyIn('manifest', () => old)
    await expect(update(held, replay)).rejects.toMatchObject({ code: 'rolled_back' })
    const other = { ...held, manifest: `${held.manifest} ` }
    await expect(update(other)).rejects.toMatchObject({ code: 'forged' })
  })

  it('takes no version that does not follow its own', async () => {
    const held = await update(null)
    await publish(['f.example'])
    const forked = { ...held, manifest: held.manifest.replace('Test', 'Fork') }
    await expect(update(forked)).rejects.toMatchObject({ code: 'forged' })
  })

  it('notices that newer versions are kept back: an old one expires', async () => {
    const old = await answer('/v1/blocklist/manifest')
    nowMs += 86_400_000
    await expect(
      update(
        null,
        onlyIn('manifest', () => old),
      ),
    ).rejects.toMatchObject({
      code: 'expired',
    })
  })

  it('keeps what it has when nobody answers', async () => {
    const broken = updateBlocklist(
      {
        url: 'https://feed.example',
        publicKey: store.blocklist.signer.publicKey.toString('base64url'),
        fetch: async () => new Response('', { status: 503 }),
      },
      null,
    )
    await expect(broken).rejects.toMatchObject({ code: 'unreachable' })
  })
})
