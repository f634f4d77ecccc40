/** One-time codes from the order that asks for one to the order that goes on, over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decision, DecisionRecord, Otp, OtpCheck, Ruleset } from '@gatehouse/contract'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  orderOf,
  PROCESS_API_KEY,
  putLive,
  START_TIMEOUT_MS,
  startFakeTextGateway,
  startServerProcess,
  startTestServer,
  type FakeTextGateway,
  type TestServer,
} from '../src/index.ts'

const RULESET: Ruleset = {
  name: 'starter',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [
    {
      id: 'code',
      when: 'order.amount > 100.0 && challenge.otp != "passed"',
      when_unknown: 'skip',
      outcome: 'challenge',
      actions: [{ kind: 'otp', target: 'sms' }],
    },
    {
      id: 'guesser',
      when: 'challenge.otp == "failed"',
      when_unknown: 'skip',
      outcome: 'decline',
    },
  ],
}

let gateway: FakeTextGateway
let env: Record<string, string>
beforeAll(async () => {
  gateway = await startFakeTextGateway()
  env = {
    OTP_URL: `${gateway.origin}/messages`,
    OTP_SECRET: 'Bearer of-the-shop',
    OTP_COUNTRIES: 'DE,AT',
    OTP_FORMAT: 'form',
    OTP_TO_FIELD: 'To',
    OTP_TEXT_FIELD: 'Body',
    OTP_FIELDS: 'From=Shop',
  }
})
afterAll(() => gateway.close())
afterEach(() => gateway.fault(null))

/** Mobile numbers that nobody was sent a code to yet, each of another block. */
let numbers = 0
const nextNumber = () => `+4915${String(11 + numbers++)}1234567`

describe('a code', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(env)
    await putLive(server, RULESET, 'default')
  }, START_TIMEOUT_MS)
  afterAll(() => server.close())

  async function challenged(): Promise<Decision> {
    const { body } = await server.post('/v1/decisions', orderOf({ amount: 500 }))
    expect(body).toMatchObject({ outcome: 'challenge', actions: [{ kind: 'otp' }] })
    return body as Decision
  }

  async function sent(decision: Decision, to: string): Promise<{ otp: Otp; code: string }> {
    const mine = () => gateway.messages.filter(({ fields }) => fields['To'] === to).length
    const before = mine()
    const { status, body } = await server.post(`/v1/decisions/${decision.id}/otp`, { to })
    expect(status).toBe(201)
    await expect.poll(mine, { timeout: 10_000 }).toBe(before + 1)
    return { otp: body as Otp, code: gateway.codeFor(to)! }
  }

  const check = async ({ id }: Otp, code: string) =>
    (await server.post(`/v1/otp/${id}/check`, { code })).body as OtpCheck

  const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

  const newestOf = async ({ id }: Decision) => {
    const read = async (of: string) =>
      (await server.get(`/v1/decisions/${of}`)).body as DecisionRecord
    const first = await read(id)
    return first.superseded_by === null ? first : read(first.superseded_by)
  }

  it('is sent through the gateway, and the right one lets the order go on, once', async () => {
    const order = await challenged()
    const to = nextNumber()
    const { otp, code } = await sent(order, to)
    expect(otp).toMatchObject({ status: 'pending', attempts_left: 5 })
    expect(gateway.messages.at(-1)).toMatchObject({
      authorization: 'Bearer of-the-shop',
      fields: { From: 'Shop', To: to },
    })
    expect(await check(otp, other(code))).toMatchObject({ status: 'pending', attempts_left: 4 })
    const approved = await check(otp, code)
    expect(approved).toMatchObject({ status: 'approved', decision: { outcome: 'approve' } })
    expect((await newestOf(order)).signals).toMatchObject({ 'challenge.otp': 'passed' })
    expect(await check(otp, code)).toMatchObject({ status: 'expired', decision: null })
  })

  it('is kept nowhere, and neither is the number once it was sent', async () => {
    const { otp, code } = await sent(await challenged(), nextNumber())
    const { challenges } = server.services.store
    expect(await challenges.secretOf('default', otp.id)).toBeNull()
    expect(JSON.stringify(await challenges.find('default', otp.id))).not.toContain(code)
  })

  it('can be guessed at five times, by however many at once', async () => {
    const order = await challenged()
    const { otp, code } = await sent(order, nextNumber())
    const guesses = await Promise.all(Array.from({ length: 12 }, () => check(otp, other(code))))
    const left = guesses.filter(({ status }) => status === 'pending')
    expect(left.map((one) => one.attempts_left).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4])
    expect(guesses.filter(({ status }) => status === 'max_attempts').length).toBeGreaterThan(0)
    expect(await check(otp, code)).toMatchObject({ status: 'max_attempts', decision: null })
    await expect.poll(async () => (await newestOf(order)).outcome).toBe('decline')
  })

  it('takes the place of the one before, three times an hour for a number', async () => {
    const order = await challenged()
    const to = nextNumber()
    const first = await sent(order, to)
    const second = await sent(order, to)
    expect(await check(first.otp, first.code)).toMatchObject({ status: 'expired' })
    await sent(order, to)
    const fourth = await server.post(`/v1/decisions/${order.id}/otp`, { to })
    expect(fourth.status).toBe(429)
    expect(fourth.headers.get('retry-after')).toBe('3600')
    expect(await check(second.otp, second.code)).toMatchObject({ status: 'expired' })
  })

  it('is sent five times an hour for an order, to however many numbers', async () => {
    const order = await challenged()
    const path = `/v1/decisions/${order.id}/otp`
    for (let sends = 0; sends < 5; sends++) {
      expect((await server.post(path, { to: nextNumber() })).status).toBe(201)
    }
    const { status, body } = await server.post(path, { to: nextNumber() })
    expect([status, (body as { detail: string }).detail]).toEqual([
      429,
      'enough codes were sent for this order in an hour',
    ])
  })

  it('three at once are three, and the fourth is none', async () => {
    const order = await challenged()
    const to = nextNumber()
    const path = `/v1/decisions/${order.id}/otp`
    const answers = await Promise.all(Array.from({ length: 8 }, () => server.post(path, { to })))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5)
  })

  it.each([
    ['+4990012345678', 'dear to call'],
    ['+4930123456', 'a fixed line'],
    ['+79161234567', 'a country that is not allowed'],
    ['12', 'no number'],
  ])('is not sent to %s: %s', async (to) => {
    const order = await challenged()
    const { status, body } = await server.post(`/v1/decisions/${order.id}/otp`, { to })
    expect([status, (body as { code: string }).code]).toEqual([422, 'number_not_allowed'])
  })

  it('of another shop is not found', async () => {
    const { otp, code } = await sent(await challenged(), nextNumber())
    const path = `/v1/otp/${otp.id}/check`
    expect((await server.post(path, { code }, { shop: 'stranger' })).status).toBe(404)
    expect((await server.post('/v1/otp/nonsense/check', { code })).status).toBe(404)
  })

  it('goes to the phone of the bill when nobody names another', async () => {
    const to = nextNumber()
    const order = orderOf({ amount: 500 }) as { billing: object }
    const billing = { ...order.billing, phone_number: to }
    const { body } = await server.post('/v1/decisions', { ...order, billing })
    const answer = await server.post(`/v1/decisions/${(body as Decision).id}/otp`, {})
    expect(answer.status).toBe(201)
    await expect.poll(() => gateway.codeFor(to), { timeout: 10_000 }).toBeDefined()
  })

  it('that the gateway refuses for good leaves the order challenged', async () => {
    gateway.fault(400)
    const order = await challenged()
    const to = nextNumber()
    await server.post(`/v1/decisions/${order.id}/otp`, { to })
    await expect
      .poll(async () => (await newestOf(order)).signals['challenge.otp'], { timeout: 10_000 })
      .toBe('unchecked')
    expect((await newestOf(order)).outcome).toBe('challenge')
  })
})

describe('a server that is killed', () => {
  it(
    'sends the code when it is there again, and knows it then',
    async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-otp-'))
      const headers = {
        authorization: `Bearer ${PROCESS_API_KEY}`,
        'content-type': 'application/json',
      }
      const post = async (url: string, path: string, body: object) => {
        const answer = await fetch(`${url}${path}`, {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        })
        return (await answer.json()) as { id: string; status?: string }
      }
      let running = await startServerProcess(dataDir, env)
      try {
        const order = await post(running.url, '/v1/decisions', orderOf({ amount: 500 }))
        gateway.fault(503)
        const to = nextNumber()
        const otp = await post(running.url, `/v1/decisions/${order.id}/otp`, { to })
        await running.end('SIGKILL')
        gateway.fault(null)
        running = await startServerProcess(dataDir, env)
        // The lease of the one that died has to run out first.
        await expect.poll(() => gateway.codeFor(to), { timeout: 60_000 }).toBeDefined()
        const code = gateway.codeFor(to)!
        const checked = await post(running.url, `/v1/otp/${otp.id}/check`, { code })
        expect(checked.status).toBe('approved')
      } finally {
        await running.end('SIGTERM')
        rmSync(dataDir, { recursive: true, force: true })
      }
    },
    START_TIMEOUT_MS,
  )
})
