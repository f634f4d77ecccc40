/** The blocklist as those read it who load it, appeal against it, or keep their own names off it. */
import { createPublicKey, createHash, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BLOCKLIST_FORMATS } from '@gatehouse/contract'
import { EDITION_FORMATS } from '@gatehouse/investigate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  START_TIMEOUT_MS,
  startFakeWebRisk,
  startTestServer,
  WEB_RISK,
  type FakeWebRisk,
  type TestServer,
} from '../src/index.ts'

const HOUR_MS = 3_600_000
const OPEN = { key: null }

let server: TestServer
let closed: TestServer
let webRisk: FakeWebRisk
let folder: string
beforeAll(async () => {
  webRisk = await startFakeWebRisk()
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-token-'))
  writeFileSync(join(folder, 'token'), `${WEB_RISK.token}\n`)
  server = await startTestServer({
    WEB_RISK_API_URL: webRisk.api,
    WEB_RISK_PROJECT: WEB_RISK.project,
    WEB_RISK_TOKEN_FILE: join(folder, 'token'),
  })
  closed = await startTestServer({ BLOCKLIST_PUBLIC: 'off' })
}, START_TIMEOUT_MS)
afterAll(async () => {
  await server.close()
  await closed.close()
  await webRisk.close()
  rmSync(folder, { recursive: true, force: true })
})

async function list(...keys: string[]): Promise<void> {
  expect((await publish(...keys)).refused).toEqual([])
}

function publish(...keys: string[]) {
  const nowMs = Date.now()
  const put = keys.map((key) => ({
    kind: 'domain' as const,
    key,
    verdict: 'malicious' as const,
    confidence: 0.98,
    campaign: 'energy',
    reasons: ['CARD_TO_OPERATOR'],
    sources: ['page', 'payment_flow'],
    releasedBy: [],
    decidedAtMs: nowMs - 2000,
    addedAtMs: nowMs,
    expiresAtMs: nowMs + 24 * HOUR_MS,
    retestAtMs: nowMs + HOUR_MS,
  }))
  return server.services.feed.publish({ put, remove: [] })
}

const textOf = async (format: string) =>
  String((await server.get(`/v1/blocklist.${format}`, OPEN)).body)

describe('the open feed', () => {
  it('is read by anybody, in every format, from the moment at which something is listed', async () => {
    expect([...BLOCKLIST_FORMATS].toSorted()).toEqual([...EDITION_FORMATS].toSorted())
    await list('fake-energy.example', 'fake-shoes.example')
    expect(await textOf('txt')).toContain('\nfake-energy.example\n')
    expect(await textOf('hosts')).toContain('0.0.0.0 fake-shoes.example\n')
    expect(await textOf('adblock')).toContain('||fake-energy.example^\n')
    expect(await textOf('rpz')).toContain('*.fake-energy.example CNAME .\n')
    expect((await server.get('/v1/blocklist.json', OPEN)).body).toMatchObject({
      count: 2,
      entries: [{ key: 'fake-energy.example', sources: ['page', 'payment_flow'] }, {}],
    })
    expect((await server.get('/v1/blocklist.stix', OPEN)).body).toMatchObject({ type: 'bundle' })
    for (const format of BLOCKLIST_FORMATS) {
      expect(JSON.stringify(await server.get(`/v1/blocklist.${format}`, OPEN))).toContain(
        'fake-energy.example',
      )
    }
    expect((await server.get('/v1/blocklist.exe', OPEN)).status).toBe(422)
  })

  it('spares whoever has the version its bytes', async () => {
    const first = await server.get('/v1/blocklist.txt', OPEN)
    const etag = first.headers.get('etag')!
    const again = await server.get('/v1/blocklist.txt', {
      ...OPEN,
      headers: { 'if-none-match': `W/${etag}, "other"` },
    })
    expect([again.status, again.body]).toEqual([304, null])
    await list('third.example')
    const changed = await server.get('/v1/blocklist.txt', {
      ...OPEN,
      headers: { 'if-none-match': etag },
    })
    expect(changed.status).toBe(200)
    expect(changed.body).toContain('third.example')
  })

  it('is signed, byte for byte', async () => {
    const { body } = await server.get('/v1/blocklist/manifest', OPEN)
    const { manifest, signature, public_key } = body as Record<string, string>
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: public_key! },
      format: 'jwk',
    })
    const bytes = Buffer.from(signature!, 'base64url')
    expect(verify(null, Buffer.from(manifest!), key, bytes)).toBe(true)
    expect(verify(null, Buffer.from(`${manifest!} `), key, bytes)).toBe(false)
    const { formats } = JSON.parse(manifest!) as { formats: Record<string, { sha256: string }> }
    const text = await textOf('hosts')
    expect(formats['hosts']!.sha256).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('says what changed since a version, and knows nothing of versions to come', async () => {
    const { version } = (await server.services.feed.current()).sealed
    await list('fourth.example')
    const { body } = await server.get(`/v1/blocklist/delta?since=${version}`, OPEN)
    expect(body).toMatchObject({
      from: version,
      to: version + 1,
      put: [{ key: 'fourth.example' }],
      removed: [],
    })
    expect((await server.get('/v1/blocklist/delta?since=4000000', OPEN)).status).toBe(404)
    expect((await server.get('/v1/blocklist/delta?since=-1', OPEN)).status).toBe(422)
  })

  it('is looked up by the beginnings of hashes', async () => {
    const { body } = await server.get('/v1/blocklist/hashes', OPEN)
    const { additions, version } = body as { additions: string[]; version: number }
    const hash = createHash('sha256').update('fourth.example/').digest('hex')
    expect(additions).toContain(hash.slice(0, 8))
    const found = await server.get(`/v1/blocklist/hashes/${hash.slice(0, 8)}`, OPEN)
    expect(found.body).toMatchObject({ hashes: [{ hash, kind: 'domain' }] })
    const update = await server.get(`/v1/blocklist/hashes?since=${version}`, OPEN)
    expect(update.body).toMatchObject({ response_type: 'DIFF', additions: [] })
    expect((await server.get('/v1/blocklist/hashes/https:', OPEN)).status).toBe(422)
  })

  it('is read by wallets in the shape that they know', async () => {
    const { body } = await server.get('/v1/stalelist', OPEN)
    expect(body).toMatchObject({ data: { blocklist: expect.arrayContaining(['third.example']) } })
    const since = Math.floor(Date.now() / 1000) - 60
    const diffs = await server.get(`/v2/diffsSince/${since}`, OPEN)
    expect((diffs.body as { data: unknown[] }).data.length).toBeGreaterThanOrEqual(4)
  })

  it('is pulled by MISP, event by event', async () => {
    const { body } = await server.get('/v1/blocklist/misp/manifest.json', OPEN)
    const [uuid] = Object.keys(body as object)
    expect((await server.get(`/v1/blocklist/misp/${uuid}.json`, OPEN)).body).toMatchObject({
      Event: { uuid, info: 'Campaign energy', Attribute: { length: 4 } },
    })
    const hashes = String((await server.get('/v1/blocklist/misp/hashes.csv', OPEN)).body)
    expect(hashes.trim().split('\n')).toHaveLength(4)
    const other = '/v1/blocklist/misp/00000000-0000-0000-0000-000000000000.json'
    expect((await server.get(other, OPEN)).status).toBe(404)
    expect((await server.get('/v1/blocklist/misp/passwd', OPEN)).status).toBe(422)
  })

  it('says how long a verdict took to get there', async () => {
    const { body } = await server.get('/metrics')
    expect(body).toMatch(/gatehouse_blocklist_propagation_seconds\{quantile="0.5"\} [2-9]/)
    expect(body).toContain('gatehouse_blocklist_entries 4')
  })

  it('is closed to whoever has no key when the operator says so', async () => {
    for (const path of ['/v1/blocklist.txt', '/v1/blocklist/manifest', '/v1/stalelist']) {
      expect((await closed.get(path, OPEN)).status).toBe(401)
      expect((await closed.get(path)).status).toBe(200)
    }
  })
})

describe('own domains', () => {
  it('leave the list when they are named, and cannot come back while they are', async () => {
    const own = { domain: 'third.example', role: 'reseller', note: 'sells for us' }
    expect(await server.post('/v1/own-domains', own)).toMatchObject({ status: 201, body: own })
    expect((await server.post('/v1/own-domains', own)).status).toBe(409)
    expect(await textOf('txt')).not.toContain('third.example')
    expect((await server.post('/v1/own-domains', { ...own, domain: 'co.uk' })).status).toBe(422)
    await server.services.shops.ensure('other')
    expect((await server.get('/v1/own-domains', { shop: 'other' })).body).toMatchObject({
      items: [own],
    })
    expect((await server.delete('/v1/own-domains/third.example')).status).toBe(204)
    expect((await server.delete('/v1/own-domains/third.example')).status).toBe(404)
  })
})

describe('a takedown', () => {
  it('is drafted, written, sent, and followed until the site comes back', async () => {
    const draft = {
      kind: 'domain',
      key: 'fake-energy.example',
      role: 'registrar',
      contact: 'abuse@registrar.example',
    }
    const made = await server.post('/v1/takedowns', draft)
    expect(made).toMatchObject({ status: 201, body: { ...draft, state: 'drafted' } })
    const { id } = made.body as { id: string }
    const reporter = { organisation: 'Shop', domain: 'shop.example', email: 'a@shop.example' }
    expect((await server.post(`/v1/takedowns/${id}/report`, reporter)).body).toMatchObject({
      to: draft.contact,
      subject: `Abuse report: hxxps://fake-energy[.]example/ (case ${id})`,
      xarf: { Version: '3', Report: { ReportType: 'Phishing' } },
    })
    const step = (event: string) => server.post(`/v1/takedowns/${id}/steps`, { event })
    expect((await step('acknowledged')).status).toBe(409)
    expect((await step('sent')).body).toMatchObject({ state: 'sent', is_late: false })
    expect((await step('seen_down')).body).toMatchObject({ state: 'down', resurfaced: 0 })
    expect((await step('seen_up')).body).toMatchObject({ state: 'resurfaced', resurfaced: 1 })
    expect((await server.get('/v1/takedowns?state=resurfaced')).body).toMatchObject({
      items: [{ id, steps: [{ event: 'sent' }, { event: 'seen_down' }, { event: 'seen_up' }] }],
    })
    expect((await server.post('/v1/takedowns', { ...draft, key: 'x.example' })).status).toBe(404)
    expect((await server.get('/v1/takedowns', OPEN)).status).toBe(401)
  })
})

describe('a takedown at a browser', () => {
  const draft = { kind: 'domain', key: 'fake-energy.example', role: 'browser' }
  const drafted = async (role: string) =>
    (await server.post('/v1/takedowns', { ...draft, role })).body as { id: string }

  it('tells its list, and follows what became of it', async () => {
    const { id } = await drafted('browser')
    const path = `/v1/takedowns/${id}/submission`
    webRisk.fault(503)
    expect((await server.call('POST', path)).status).toBe(503)
    expect((await server.get('/v1/takedowns?state=drafted')).body).toMatchObject({
      items: [{ id }],
    })
    webRisk.fault(null)
    expect(await server.call('POST', path)).toMatchObject({
      status: 200,
      body: { state: 'sent', steps: [{ event: 'sent', note: 'told web_risk' }] },
    })
    expect(webRisk.submitted).toEqual(['https://fake-energy.example/'])
    const other = await drafted('host')
    expect((await server.call('POST', `/v1/takedowns/${other.id}/submission`)).status).toBe(409)
  })

  it('tells nobody where the operator has set nothing up', async () => {
    const [entry] = (await server.services.feed.current()).edition.feed.entries
    await closed.services.feed.publish({ put: [entry!], remove: [] })
    const { kind, key } = entry!
    const made = await closed.post('/v1/takedowns', { kind, key, role: 'browser' })
    const path = `/v1/takedowns/${(made.body as { id: string }).id}/submission`
    expect(await closed.call('POST', path)).toMatchObject({
      status: 501,
      body: { code: 'not_configured' },
    })
  })
})

describe('the package of a campaign', () => {
  it('is an archive for staff, and of a campaign that is there', async () => {
    const id = '00000000-0000-7000-8000-0000000000aa'
    const asked = { case_id: 'A-1', organisation: 'Shop', contact: 'desk@shop.example', tlp: 'red' }
    expect((await server.post(`/v1/campaigns/${id}/pack`, asked)).status).toBe(404)
    const facts = { id, name: 'a.example', found: 0, blocked: 0, similarity: 0, coverage: 0 }
    await server.services.store.sites.weigh((weighing) =>
      weighing.putCampaign({ ...facts, forecast: [] }, Date.now()),
    )
    const made = await server.post(`/v1/campaigns/${id}/pack`, asked)
    expect([made.status, made.headers.get('content-type')]).toEqual([200, 'application/x-tar'])
    expect(String(made.body)).toMatch(/dossier\.pdf[\s\S]*%PDF[\s\S]*manifest\.json/)
    expect((await server.post(`/v1/campaigns/${id}/pack`, asked, OPEN)).status).toBe(401)
  })
})

describe('an appeal', () => {
  const about = { kind: 'domain', key: 'fake-shoes.example', statement: 'We sell real shoes.' }

  it('is made by anybody, has a clock, and takes the entry off when it is upheld', async () => {
    const made = await server.post('/v1/appeals', about, OPEN)
    expect(made.status).toBe(201)
    const { id, created_at, due_at } = made.body as Record<string, string>
    expect(Date.parse(due_at!) - Date.parse(created_at!)).toBe(48 * HOUR_MS)
    expect((await server.post('/v1/appeals', about, OPEN)).status).toBe(409)
    expect((await server.get(`/v1/appeals/${id}`, OPEN)).body).not.toHaveProperty('statement')
    expect((await server.get('/v1/appeals?state=open')).body).toMatchObject({
      items: [{ id, statement: about.statement, is_late: false }],
    })
    expect((await server.get('/v1/appeals', OPEN)).status).toBe(401)
    const decision = { state: 'upheld', answer: 'You are right.' }
    expect((await server.post(`/v1/appeals/${id}/decision`, decision, OPEN)).status).toBe(401)
    expect((await server.post(`/v1/appeals/${id}/decision`, decision)).status).toBe(200)
    expect((await server.post(`/v1/appeals/${id}/decision`, decision)).status).toBe(404)
    expect((await server.get(`/v1/appeals/${id}`, OPEN)).body).toMatchObject({
      state: 'upheld',
      answer: 'You are right.',
    })
    expect(await textOf('txt')).not.toContain('fake-shoes.example')
    const again = { kind: 'domain', key: 'fake-shoes.example', why: 'appeal_upheld' }
    expect((await publish('fake-shoes.example')).refused).toEqual([again])
  })

  it('is about something that is listed, and not made by a machine', async () => {
    const answers = []
    for (let at = 0; at < 6; at++) {
      answers.push((await server.post('/v1/appeals', { ...about, key: 'x.example' }, OPEN)).status)
    }
    expect(answers).toContain(429)
    expect(answers.filter((status) => status !== 429)).toEqual(
      answers.filter((status) => status === 404),
    )
  })
})
