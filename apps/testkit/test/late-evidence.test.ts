/**
 * Orders whose email domain is asked about outside: the answer comes at once and without it, and
 * when the DNS and the registry have answered, the order is decided once more.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decision, DecisionRecord } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  loopbackDialer,
  orderOf,
  START_TIMEOUT_MS,
  startFakeDns,
  startFakeRdap,
  startTestServer,
  type FakeDns,
  type FakeRdap,
  type TestServer,
} from '../src/index.ts'

const RDAP_ADDRESS = '93.184.215.20'
const DAY_MS = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS - 3600_000).toISOString()

let server: TestServer
let dns: FakeDns
let rdap: FakeRdap
let folder: string
let env: Record<string, string>

beforeAll(async () => {
  dns = await startFakeDns()
  rdap = await startFakeRdap()
  dns.set('rdap.registry.com', { a: [RDAP_ADDRESS] })
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-late-'))
  const bootstrap = join(folder, 'dns.json')
  dns.set('rdap.network.com', { a: [RDAP_ADDRESS] })
  const services = [
    [['com'], ['https://rdap.registry.com/']],
    [['net'], ['https://rdap.network.com/']],
  ]
  writeFileSync(bootstrap, JSON.stringify({ version: '1.0', services }))
  env = { DOMAIN_LOOKUPS: 'dns,rdap', DNS_SERVERS: dns.address, RDAP_BOOTSTRAP_FILE: bootstrap }
  server = await startTestServer(env, { dialer: loopbackDialer({ [RDAP_ADDRESS]: rdap.port }) })
  await publish(server)
}, START_TIMEOUT_MS)
afterAll(async () => {
  await server.close()
  await Promise.all([dns.close(), rdap.close()])
  rmSync(folder, { recursive: true })
})

/** Check 6 of the twenty, and the cart's "domain that does not exist or does not resolve". */
async function publish(to: TestServer, shop = 'default'): Promise<void> {
  await to.post('/v1/decisions', orderOf({ email: 'warm-up@warm.local' }), { shop })
  const rule = (id: string, when: string, outcome: string, reason: string) => ({
    id,
    when,
    when_unknown: 'skip',
    outcome,
    reason,
    text: id,
  })
  const ruleset = {
    name: 'starter',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    actions: { approve: [{ kind: 'capture' }], decline: [{ kind: 'void' }] },
    rules: [
      rule('domain_missing', '!email.domain_exists', 'decline', 'EMAIL_DOMAIN'),
      rule('domain_unresolved', '!email.domain_accepts_mail', 'decline', 'EMAIL_DOMAIN'),
      rule('domain_young', 'email.domain_age_days <= 30', 'review', 'EMAIL_DOMAIN_NEW'),
    ],
  }
  const draft = await to.put('/v1/rulesets/starter/draft', { ruleset }, { shop })
  expect(draft.status).toBe(200)
  const { draft: version } = draft.body as { draft: number }
  const published = await to.post('/v1/rulesets/starter/publish', { version }, { shop })
  expect(published.status).toBe(200)
}

async function decided(email: string, shop = 'default'): Promise<Decision> {
  const { status, body } = await server.post('/v1/decisions', orderOf({ email }), { shop })
  expect(status).toBe(200)
  return body as Decision
}

const read = async (id: string) => (await server.get(`/v1/decisions/${id}`)).body as DecisionRecord

/** The decision that took the place of another, once there is one. */
async function successorOf({ id }: Decision): Promise<DecisionRecord> {
  let newest: string | null = null
  await expect
    .poll(async () => (newest = (await read(id)).superseded_by), { timeout: 10_000 })
    .not.toBeNull()
  return read(newest!)
}

/** Nothing waits, nothing runs: whatever was to be learned was learned. */
async function allQuiet(): Promise<void> {
  const { jobs } = server.services.store
  await expect
    .poll(async () => (await jobs.counts()).filter(({ waiting }) => waiting > 0), {
      timeout: 10_000,
    })
    .toEqual([])
}

const ruleOf = ({ rules }: Decision, id: string) => rules.find((rule) => rule.id === id)?.result

describe('a domain that was never seen', () => {
  it('is late in the answer, and its order is declined and stopped when the DNS knows no such name', async () => {
    const first = await decided('a@no-such-domain.com')
    expect(first.outcome).toBe('approve')
    expect(first.signals).toMatchObject({
      'email.domain_exists': { unknown: 'late' },
      'email.domain_age_days': { unknown: 'late' },
    })
    expect(ruleOf(first, 'domain_missing')).toBe('unknown')
    expect(first.actions).toEqual([{ kind: 'capture' }])

    const second = await successorOf(first)
    expect(second).toMatchObject({
      rescored_from: first.id,
      superseded_by: null,
      event_id: first.event_id,
      outcome: 'decline',
      signals: {
        'email.domain_exists': false,
        'email.domain_age_days': { unknown: 'not_registered' },
      },
    })
    expect(second.actions).toEqual([{ kind: 'stop_shipment', reason: 'rescore' }, { kind: 'void' }])
    expect(await read(first.id)).toMatchObject({ outcome: 'approve', superseded_by: second.id })
  })

  it('that is 12 days old puts the order on hold; 31 days old it lets it go', async () => {
    const mail = { mx: [{ priority: 1, exchange: 'mx.young.com' }] }
    dns.set('young.com', mail)
    rdap.register('young.com', { registered: daysAgo(12) })
    const young = await successorOf(await decided('a@young.com'))
    expect(young.signals).toMatchObject({
      'email.domain_exists': true,
      'email.domain_accepts_mail': true,
      'email.domain_age_days': 12,
    })
    expect(young).toMatchObject({
      outcome: 'review',
      actions: [{ kind: 'hold', reason: 'rescore' }],
      reasons: [{ code: 'EMAIL_DOMAIN_NEW' }],
    })
    dns.set('older.com', mail)
    rdap.register('older.com', { registered: daysAgo(31) })
    const older = await successorOf(await decided('a@mail.older.com'))
    // The registry is asked about the registrable domain, the DNS about the one that mail goes to.
    expect(older.signals).toMatchObject({
      'email.domain_exists': false,
      'email.domain_age_days': 31,
    })
    const good = await successorOf(await decided('a@older.com'))
    expect(good).toMatchObject({ outcome: 'approve', signals: { 'email.domain_age_days': 31 } })
    // It said `capture` before: nobody takes the money twice.
    expect(good.actions).toEqual([])
  })

  it('is asked about once, however many orders name it at the same time', async () => {
    dns.set('crowd.com', { a: ['93.184.215.14'] })
    rdap.register('crowd.com', { registered: daysAgo(900) })
    const orders = await Promise.all(
      Array.from({ length: 12 }, (_, n) => decided(`guest-${n}@crowd.com`)),
    )
    for (const order of orders) {
      expect((await successorOf(order)).signals['email.domain_age_days']).toBe(900)
    }
    expect(rdap.asked.filter((path) => path.endsWith('/crowd.com'))).toHaveLength(1)
    expect(dns.asked.filter((question) => question === 'MX crowd.com')).toHaveLength(1)
  })

  it('is known to the next order at once, which is not scored again', async () => {
    const next = await decided('b@young.com')
    expect(next).toMatchObject({ outcome: 'review', signals: { 'email.domain_age_days': 12 } })
    await allQuiet()
    expect(await read(next.id)).toMatchObject({ superseded_by: null })
  })
})

describe('what cannot be learned', () => {
  it('leaves the order as it was: a failure is unknown, and no reason to decide again', async () => {
    dns.fault('broken.com', 'server_failure')
    rdap.fault('broken.com', { kind: 'status', status: 500 })
    const first = await decided('a@broken.com')
    await expect.poll(() => rdap.asked.includes('/domain/broken.com')).toBe(true)
    await expect
      .poll(async () => (await decided('b@broken.com')).signals['email.domain_exists'])
      .toEqual({ unknown: 'lookup_failed' })
    expect(await read(first.id)).toMatchObject({ outcome: 'approve', superseded_by: null })
  })

  it('half is used: the registry is away, the DNS knows no such name', async () => {
    rdap.fault('half.net', { kind: 'too_many', retryAfter: '60' })
    const second = await successorOf(await decided('a@half.net'))
    expect(second).toMatchObject({
      outcome: 'decline',
      signals: {
        'email.domain_exists': false,
        'email.domain_age_days': { unknown: 'lookup_failed' },
      },
    })
    rdap.fault('half.net', null)
  })
})

describe('scoring again', () => {
  it('counts the order in no window a second time', async () => {
    dns.set('counted.com', { a: ['93.184.215.14'] })
    rdap.register('counted.com', { registered: daysAgo(400) })
    const order = (n: number) => ({
      ...orderOf({ email: 'one@counted.com', eventId: `counted-${n}` }),
    })
    const first = (await server.post('/v1/decisions', order(1))).body as Decision
    const again = await successorOf(first)
    expect(first.signals['velocity.orders_by_email_24h']).toBe(0)
    expect(again.signals['velocity.orders_by_email_24h']).toBe(0)
    const second = (await server.post('/v1/decisions', order(2))).body as Decision
    expect(second.signals['velocity.orders_by_email_24h']).toBe(1)
  })

  it('leaves every signal that nothing was learned about as it was', async () => {
    const first = await decided('a@unlike-any-other.com')
    const again = await successorOf(first)
    const others = ({ signals }: Decision) =>
      Object.fromEntries(
        Object.entries(signals).filter(([name]) => !name.startsWith('email.domain_')),
      )
    expect(others(again)).toEqual(others(first))
  })

  it('keeps what was learned in the database, for other nodes and for the next start', async () => {
    dns.set('lasting.com', { a: ['93.184.215.14'] })
    rdap.register('lasting.com', { registered: daysAgo(50) })
    await successorOf(await decided('a@lasting.com'))
    const { domainFacts } = server.services.store
    const known = await domainFacts.find(
      [{ domain: 'lasting.com', topic: 'registration' }],
      Date.now(),
    )
    expect(known).toMatchObject([{ facts: { known: true, country: null } }])
    expect(known[0]!.expiresAtMs).toBeGreaterThan(Date.now() + 6 * DAY_MS)
  })
})
