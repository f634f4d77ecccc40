/** The blocklist from a verdict to the bytes that readers load, on a real database. */
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyDelta, type BlocklistEntry, type FeedManifest } from '@gatehouse/sites'
import {
  type Database,
  isSignedBy,
  migrate,
  openDatabase,
  openStore,
  type Store,
} from '@gatehouse/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  caseOfCampaign,
  EDITION_FORMATS,
  FEED_LIVES_MS,
  lawEnforcementPack,
  nodeDigests,
  openFeedBook,
  openFeedGuards,
  tarOf,
  type FeedBook,
} from '../src/index.ts'

const ABOUT = { title: 'Test list', homepage: '', licence: 'CC0-1.0' }

let nowMs = Date.UTC(2026, 10, 27, 12)
let dataDir: string
let database: Database
let store: Store
let book: FeedBook

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-feed-'))
  database = await openDatabase({ dataDir })
  await migrate(database.connection)
  store = await openStore({
    connection: database.connection,
    secret: 'a test secret of more than thirty-two characters',
  })
  book = bookOf(store)
})
afterAll(async () => {
  await store.close()
  await database.stop()
  await rm(dataDir, { recursive: true, force: true })
})

function bookOf(of: Store): FeedBook {
  const guards = openFeedGuards(of)
  return openFeedBook({ store: of, guards, about: ABOUT, nowMs: () => nowMs })
}

function entry(key: string, more: Partial<BlocklistEntry> = {}): BlocklistEntry {
  return {
    kind: 'domain',
    key,
    verdict: 'malicious',
    confidence: 0.123_456,
    campaign: 'energy',
    reasons: ['CARD_TO_OPERATOR'],
    sources: ['page'],
    releasedBy: [],
    decidedAtMs: nowMs,
    addedAtMs: nowMs,
    expiresAtMs: nowMs + 30 * 86_400_000,
    retestAtMs: nowMs + 86_400_000,
    ...more,
  }
}

async function manifest(): Promise<FeedManifest> {
  return JSON.parse((await book.current()).sealed.manifest) as FeedManifest
}

describe('the package of a campaign', () => {
  const asked = {
    caseId: 'GH-1',
    preparedBy: { organisation: 'Shop', contact: 'desk@shop.example' },
    tlp: 'amber',
    nowMs: Date.UTC(2026, 10, 28),
  } as const

  async function campaign() {
    const atMs = Date.UTC(2026, 10, 27, 8)
    const id = '00000000-0000-7000-8000-0000000000aa'
    const keys = ['a-energy.example', 'b-energy.example']
    for (const key of keys) {
      await store.sites.meet(key, 'site', atMs)
      const registration = { domain: key, registeredAtMs: atMs - 86_400_000, registrar: 'Quay' }
      await store.sites.observe(key, 'registration', registration, null, [])
      await store.sites.addEvents(key, [{ atMs, code: 'BLOCKED', text: 'It is on the blocklist.' }])
    }
    await store.sites.weigh(async (weighing) => {
      const facts = { id, name: keys[0]!, found: 2, blocked: 2, similarity: 0.94, coverage: 1 }
      await weighing.putCampaign({ ...facts, forecast: ['c-energy.example'] }, atMs)
      for (const key of keys) {
        const shared = { kind: 'wallet', value: 'bc1qxyz', weight: 6, sharedWith: 1 }
        await weighing.judge(
          {
            key,
            verdict: 'malicious',
            judgement: { probability: 0.99, reasons: [{ code: 'X', text: 'Bad.', logOdds: 3 }] },
            expiresAtMs: atMs + 86_400_000,
            retestAtMs: null,
            campaignId: id,
            membership: { domain: key, similarity: 0.94, reasons: [shared] },
            isBlocked: true,
          },
          atMs,
        )
      }
    })
    const post = {
      platform: 'forum',
      channel: 'talk',
      at: '2026-11-27T08:00:00Z',
      subscribers: 400,
    }
    await store.sites.tell(id, { posts: [post] })
    return (await store.sites.campaign(id))!
  }

  it('is gathered from all that is kept of it, and what nobody noted is said to be unknown', async () => {
    const { dossier, evidence } = await caseOfCampaign(store.sites, await campaign(), asked)
    expect(dossier).toMatchObject({
      sites: [
        { domain: 'a-energy.example', registrar: 'Quay', findings: ['Bad.'] },
        { domain: 'b-energy.example', blockedAtMs: Date.UTC(2026, 10, 27, 8) },
      ],
      payments: [{ kind: 'Wallet', value: 'bc1qxyz', seenOn: { length: 2 } }],
      operator: { name: null },
      exposure: {
        channels: [{ kind: 'forum', name: 'talk', reach: 400 }],
        estimate:
          '400 people could see it. If one in 200 of them falls for it, that is 2 (estimated, between 0 and 4).',
      },
      forecast: ['c-energy.example'],
    })
    const lines = evidence.trimEnd().split('\n')
    const hashes = lines.map((line) => createHash('sha256').update(line).digest('hex'))
    expect(dossier.evidence.map(({ sha256 }) => sha256)).toEqual(hashes)
    expect(lines).toHaveLength(2)
  })

  it('is one archive that any system unpacks, and its hashes are those of the manifest', async () => {
    const { dossier, evidence } = await caseOfCampaign(store.sites, await campaign(), asked)
    const more = new Map([['evidence.jsonl', Buffer.from(evidence)]])
    const { files } = await lawEnforcementPack(dossier, store.blocklist.signer, more)
    const path = join(dataDir, 'case.tar')
    await writeFile(path, tarOf(files, asked.nowMs))
    const { stdout, status } = spawnSync('tar', ['-tf', path], { encoding: 'utf8' })
    expect([status, stdout.trim().split('\n')]).toEqual([0, [...files.keys()]])
    const one = spawnSync('tar', ['-xOf', path, 'evidence.jsonl'], { encoding: 'utf8' })
    expect(one.stdout).toBe(evidence)
    const { manifest } = JSON.parse(Buffer.from(files.get('manifest.json')!).toString()) as {
      manifest: string
    }
    expect(manifest).toContain(createHash('sha256').update(evidence).digest('hex'))
  })
})

describe('the book of the blocklist', () => {
  it('has a signed version before anything is listed', async () => {
    const { sealed } = await book.current()
    expect(sealed.version).toBe(1)
    expect(isSignedBy(store.blocklist.signer.publicKey, sealed.manifest, sealed.signature)).toBe(
      true,
    )
  })

  it('lists what may be, says why what may not is not, and seals the bytes of every format', async () => {
    const { version, refused } = await book.publish({
      put: [
        entry('fake-energy.example'),
        entry('google.com'),
        entry('co.uk'),
        entry('x.example\n||google.com^'),
        entry('104.16.0.1', { kind: 'ip' }),
        entry('10.0.0.1', { kind: 'ip' }),
        entry('93.184.215.14', { kind: 'ip' }),
      ],
      remove: [],
    })
    expect(version?.version).toBe(2)
    expect(refused.map(({ key, why }) => [key, why])).toEqual([
      ['google.com', 'needs_two_people'],
      ['co.uk', 'public_suffix'],
      ['x.example\n||google.com^', 'malformed'],
      ['104.16.0.1', 'needs_two_people'],
      ['10.0.0.1', 'not_public_address'],
    ])
    const { formats, count } = await manifest()
    expect(count).toBe(2)
    for (const name of EDITION_FORMATS) {
      const { text } = await book.format(name)
      expect(formats[name]).toMatchObject({
        sha256: createHash('sha256').update(text).digest('hex'),
        bytes: Buffer.byteLength(text),
      })
    }
  })

  it('gives another server the same bytes', async () => {
    const other = bookOf(store)
    for (const name of EDITION_FORMATS) {
      expect((await other.format(name)).text).toBe((await book.format(name)).text)
    }
  })

  it('brings a reader from any version to the newest by a delta', async () => {
    const before = (await book.current()).edition.state
    nowMs += 1000
    await book.publish({
      put: [entry('second.example'), entry('fake-energy.example', { confidence: 0.9 })],
      remove: [{ kind: 'ip', key: '93.184.215.14', why: 'retest' }],
    })
    const delta = (await book.deltaSince(before.version))!
    expect([delta.put.length, delta.removed.length]).toEqual([2, 1])
    const applied = applyDelta(before, delta, nodeDigests)
    expect(applied).toEqual({ ok: true, state: (await book.current()).edition.state })
    expect(delta.to_digest).toBe((await manifest()).digest)
    expect(await book.deltaSince(99)).toBeUndefined()
    const update = await book.prefixesSince(before.version)
    expect([update.response_type, update.additions.length, update.removal_indices.length]).toEqual([
      'DIFF',
      1,
      1,
    ])
    expect((await book.prefixesSince(null)).response_type).toBe('RESET')
  })

  it('tells wallets what came and went', async () => {
    const { data } = await book.diffsSince(Math.floor(nowMs / 1000) - 1)
    expect(data.map(({ url }) => url)).toEqual(['second.example'])
    expect((await book.stalelist()).data.blocklist).toEqual([
      'fake-energy.example',
      'second.example',
    ])
  })

  it('takes off what has become one of ours, and puts it on the list of those that are let through', async () => {
    await store.ownDomains.add({
      domain: 'second.example',
      role: 'reseller',
      note: '',
      addedBy: 'Ada',
    })
    const { refused } = await book.recheck()
    expect(refused).toEqual([{ kind: 'domain', key: 'second.example', why: 'own_domain' }])
    expect((await book.stalelist()).data).toMatchObject({
      allowlist: ['second.example'],
      blocklist: ['fake-energy.example'],
    })
  })

  it('is read while the database is away, for as long as its version is good', async () => {
    let isAway = false
    const current = () => (isAway ? Promise.reject(new Error('away')) : store.blocklist.current())
    const shaky = bookOf({ ...store, blocklist: { ...store.blocklist, current } })
    isAway = true
    await expect(shaky.current()).rejects.toThrow('away')
    isAway = false
    const held = await shaky.current()
    isAway = true
    expect(await shaky.current()).toBe(held)
    const before = nowMs
    nowMs = held.sealed.expiresAtMs
    await expect(shaky.current()).rejects.toThrow('away')
    nowMs = before
  })

  it('is never older than it says, and never holds what has expired', async () => {
    await book.publish({
      put: [entry('short.example', { expiresAtMs: nowMs + 60_000 })],
      remove: [],
    })
    const first = await book.current()
    nowMs += 60_000
    const second = await book.current()
    expect(second.sealed.version).toBe(first.sealed.version + 1)
    expect((await book.format('txt')).text).not.toContain('short.example')
    nowMs += FEED_LIVES_MS / 2
    const third = await book.current()
    expect(third.sealed.version).toBe(second.sealed.version + 1)
    expect(JSON.parse(third.sealed.manifest)).toMatchObject({
      previous: createHash('sha256').update(second.sealed.manifest).digest('hex'),
    })
    expect(await book.current()).toBe(third)
  })
})
