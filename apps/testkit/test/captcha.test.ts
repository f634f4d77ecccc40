/** Captchas from the widget's token to the order that is decided again, over HTTP. */
import type { ChallengeAnswer, Decision, DecisionRecord, Ruleset } from '@gatehouse/contract'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  CAPTCHA_SECRET,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startFakeSiteverify,
  startTestServer,
  type CaptchaName,
  type FakeSiteverify,
  type TestServer,
} from '../src/index.ts'

let fake: FakeSiteverify
beforeAll(async () => {
  fake = await startFakeSiteverify()
})
afterAll(() => fake.close())

const RULESET: Ruleset = {
  name: 'starter',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  actions: { approve: [{ kind: 'capture' }], challenge: [{ kind: 'captcha' }] },
  rules: [
    {
      id: 'ask',
      when: 'order.amount > 100.0 && challenge.captcha != "passed" && challenge.silent_captcha != "passed"',
      when_unknown: 'skip',
      outcome: 'challenge',
    },
    {
      id: 'robot',
      when: 'challenge.captcha == "failed"',
      when_unknown: 'skip',
      outcome: 'review',
    },
  ],
}

async function serverWith(
  provider: CaptchaName,
  more: Record<string, string> = {},
): Promise<TestServer> {
  const server = await startTestServer({
    CAPTCHA_PROVIDER: provider,
    CAPTCHA_URL: `${fake.origin}/${provider}/siteverify`,
    CAPTCHA_SECRET,
    CAPTCHA_HOSTNAMES: 'shop.example.com',
    CAPTCHA_DEADLINE_MS: '500',
    ...more,
  })
  await putLive(server, RULESET, 'default')
  return server
}

async function challenged(server: TestServer): Promise<Decision> {
  const { status, body } = await server.post('/v1/decisions', orderOf({ amount: 500 }))
  expect(status).toBe(200)
  const decision = body as Decision
  expect(decision).toMatchObject({
    outcome: 'challenge',
    signals: { 'challenge.captcha': 'none' },
    actions: [{ kind: 'captcha' }],
  })
  return decision
}

async function answer(
  server: TestServer,
  { id }: Pick<Decision, 'id'>,
  token: string,
  more: object = {},
): Promise<ChallengeAnswer> {
  const given = await server.post(`/v1/decisions/${id}/captcha`, { token, ...more })
  expect(given.status).toBe(200)
  return given.body as ChallengeAnswer
}

const newestOf = async (server: TestServer, { id }: Pick<Decision, 'id'>) => {
  const read = async (of: string) =>
    (await server.get(`/v1/decisions/${of}`)).body as DecisionRecord
  const first = await read(id)
  return first.superseded_by === null ? first : read(first.superseded_by)
}

describe('Turnstile', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await serverWith('turnstile', { CAPTCHA_ACTION: 'checkout' })
  }, START_TIMEOUT_MS)
  afterAll(() => server.close())
  afterEach(() => fake.fault(null))

  it('passed lets the order go on, and says so at once', async () => {
    const first = await challenged(server)
    const token = fake.issue('turnstile', { cdata: first.id })
    const passed = await answer(server, first, token, { ip_address: '81.2.69.160' })
    expect(passed).toMatchObject({ state: 'passed', reason: '', decision: { outcome: 'approve' } })
    const newest = await newestOf(server, first)
    expect(newest).toMatchObject({
      id: passed.decision!.id,
      rescored_from: first.id,
      signals: { 'challenge.captcha': 'passed' },
    })
    expect(fake.requests.at(-1)).toMatchObject({
      secret: CAPTCHA_SECRET,
      response: token,
      remoteip: '81.2.69.160',
      idempotency_key: passed.id,
    })
  })

  it('a token is good once: for the same order the same answer, for another none', async () => {
    const [mine, other] = [await challenged(server), await challenged(server)]
    const token = fake.issue('turnstile')
    const passed = await answer(server, mine, token)
    const asked = fake.requests.length
    expect(await answer(server, mine, token)).toMatchObject({ id: passed.id, state: 'passed' })
    expect(await answer(server, other, token)).toMatchObject({
      state: 'failed',
      reason: 'token_used',
      decision: null,
    })
    expect(fake.requests.length).toBe(asked)
    expect((await newestOf(server, other)).outcome).toBe('challenge')
  })

  it.each([
    ['other_host', { hostname: 'farm.example.net' }],
    ['other_host', { hostname: undefined }],
    ['other_action', { action: 'newsletter' }],
    ['other_session', { cdata: 'cart-of-somebody-else' }],
    ['token_old', { challenge_ts: '2020-01-01T00:00:00Z' }],
    ['token_old', { challenge_ts: 'yesterday' }],
  ])('is not passed by what only looks like it: %s %j', async (reason, over) => {
    const first = await challenged(server)
    const failed = await answer(server, first, fake.issue('turnstile', over))
    expect(failed).toMatchObject({ state: 'failed', reason, decision: { outcome: 'review' } })
    // The next one may do it.
    const again = await answer(server, first, fake.issue('turnstile'))
    expect(again).toMatchObject({ state: 'passed', decision: { outcome: 'approve' } })
  })

  it.each([
    ['a text that says true', { kind: 'body', body: '{"success":"true"}' }],
    ['no JSON', { kind: 'body', body: '<html>' }],
    ['status 503', { kind: 'status', status: 503 }],
    ['silence', { kind: 'silence' }],
  ] as const)('nobody passes while the provider is away: %s', async (_what, fault) => {
    const first = await challenged(server)
    const token = fake.issue('turnstile')
    fake.fault(fault)
    const startedMs = performance.now()
    const pending = await answer(server, first, token)
    expect(performance.now() - startedMs).toBeLessThan(2000)
    expect(pending).toMatchObject({ state: 'pending', decision: null })
    expect((await newestOf(server, first)).outcome).toBe('challenge')
    // A job asks again, under the same key.
    fake.fault(null)
    await expect
      .poll(async () => (await newestOf(server, first)).outcome, { timeout: 15_000 })
      .toBe('approve')
  })

  it('where the shopper is goes to the provider and is not kept, sealed or not', async () => {
    fake.fault({ kind: 'silence' })
    const first = await challenged(server)
    const token = fake.issue('turnstile')
    const { id } = await answer(server, first, token, { ip_address: '81.2.69.161' })
    expect(fake.requests.at(-1)).toMatchObject({ remoteip: '81.2.69.161' })
    const held = await server.services.store.challenges.secretOf('default', id)
    expect(held).toContain(token)
    expect(held).not.toContain('81.2.69.161')
  })

  it(
    'a secret that the provider does not know leaves everybody challenged',
    async () => {
      const strange = await serverWith('turnstile', { CAPTCHA_SECRET: 'wrong' })
      try {
        const first = await challenged(strange)
        const unchecked = await answer(strange, first, fake.issue('turnstile'))
        expect(unchecked).toMatchObject({ state: 'unchecked', reason: 'settings_refused' })
        expect(await newestOf(strange, first)).toMatchObject({
          outcome: 'challenge',
          signals: { 'challenge.captcha': 'unchecked' },
        })
      } finally {
        await strange.close()
      }
    },
    START_TIMEOUT_MS,
  )

  it('is of no use to another shop, and none for what is not there', async () => {
    const first = await challenged(server)
    const path = `/v1/decisions/${first.id}/captcha`
    const foreign = await server.post(path, { token: 'x' }, { shop: 'other' })
    expect(foreign.status).toBe(404)
  })
})

describe('hCaptcha and reCAPTCHA', () => {
  it(
    'hCaptcha is told the site key; a high score of its own is a robot',
    async () => {
      const server = await serverWith('hcaptcha', { CAPTCHA_SITE_KEY: 'site-1' })
      try {
        const first = await challenged(server)
        const risky = await answer(server, first, fake.issue('hcaptcha', { score: 0.9 }))
        expect(risky).toMatchObject({ state: 'failed', reason: 'high_risk' })
        expect(fake.requests.at(-1)).toMatchObject({ sitekey: 'site-1' })
        const safe = await answer(server, first, fake.issue('hcaptcha'))
        expect(safe).toMatchObject({ state: 'passed', decision: { outcome: 'approve' } })
      } finally {
        await server.close()
      }
    },
    START_TIMEOUT_MS,
  )

  it(
    'reCAPTCHA is silent: a low score is a robot, and the shopper saw nothing',
    async () => {
      const server = await serverWith('recaptcha', { CAPTCHA_ACTION: 'checkout' })
      try {
        const first = await challenged(server)
        const robot = fake.issue('recaptcha', { score: 0.1 })
        const failed = await answer(server, first, robot, { silent: true })
        expect(failed).toMatchObject({ kind: 'silent_captcha', state: 'failed' })
        expect((await newestOf(server, first)).signals).toMatchObject({
          'challenge.silent_captcha': 'failed',
          'challenge.captcha_risk': 0.9,
          'challenge.captcha': 'none',
        })
        const person = await challenged(server)
        const passed = await answer(server, person, fake.issue('recaptcha'), { silent: true })
        expect(passed).toMatchObject({ state: 'passed', decision: { outcome: 'approve' } })
      } finally {
        await server.close()
      }
    },
    START_TIMEOUT_MS,
  )

  it(
    'without settings nothing is checked and nothing leaves the machine',
    async () => {
      const server = await startTestServer()
      try {
        await putLive(server, RULESET, 'default')
        const first = await challenged(server)
        const { status, body } = await server.post(`/v1/decisions/${first.id}/captcha`, {
          token: 'x',
        })
        expect([status, (body as { code: string }).code]).toEqual([409, 'not_set_up'])
      } finally {
        await server.close()
      }
    },
    START_TIMEOUT_MS,
  )
})
