/** What is decided is told to whom the shop wants told: signed, at least once, and to nobody else. */
import { verifyWebhook } from '@gatehouse/connectors'
import type { Decision, Delivery, Webhook, WebhookWithSecret } from '@gatehouse/contract'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startFakeReceiver,
  startTestServer,
  until,
  type FakeReceiver,
  type TestServer,
} from '../src/index.ts'

let receiver: FakeReceiver
let server: TestServer
beforeAll(async () => {
  receiver = await startFakeReceiver()
  server = await startTestServer({ WEBHOOK_ALLOWED_ORIGINS: receiver.origin })
}, START_TIMEOUT_MS)
afterAll(async () => {
  await server.close()
  await receiver.close()
})
afterEach(() => {
  receiver.fault(null)
  receiver.knows(null)
  receiver.requests.length = 0
  receiver.accepted.clear()
})

let made = 0
/** A shop of its own for each test, with a webhook; nothing of other tests is told to it. */
async function shopWithWebhook(
  events: readonly string[],
): Promise<{ readonly shop: string; readonly hook: WebhookWithSecret }> {
  const shop = `hooked-${++made}`
  await place(shop)
  const draft = { url: `${receiver.origin}/${shop}`, events }
  const { status, body } = await server.post('/v1/webhooks', draft, { shop })
  expect(status).toBe(201)
  return { shop, hook: body as WebhookWithSecret }
}

async function place(shop: string, about: object = {}): Promise<Decision> {
  const order = { ...orderOf({ ipAddress: `81.2.70.${++made}` }), ...about }
  const { status, body } = await server.post('/v1/decisions', order, { shop })
  expect(status).toBe(200)
  return body as Decision
}

const toldTo = (shop: string) => receiver.requests.filter(({ path }) => path === `/${shop}`)
const waitFor = async (count: number, shop: string, timeoutMs?: number) =>
  expect(await until(() => toldTo(shop).length >= count, timeoutMs)).toBe(true)
const get = async (shop: string, { id }: Webhook) =>
  (await server.get(`/v1/webhooks/${id}`, { shop })).body as Webhook
const undelivered = async (shop: string, { id }: Webhook) => {
  const { body } = await server.get(`/v1/webhooks/${id}/deliveries`, { shop })
  return (body as { items: Delivery[] }).items
}
const nothingWaits = async (shop: string, hook: Webhook) =>
  expect(await until(async () => (await undelivered(shop, hook)).length === 0)).toBe(true)

describe('a decision', () => {
  it('is told once, signed, as it was answered, to the shop that made it and no other', async () => {
    const { shop, hook } = await shopWithWebhook(['decision.created'])
    const other = await shopWithWebhook(['decision.created'])
    receiver.knows(hook.secret)
    const decision = await place(shop)
    await waitFor(1, shop)
    await nothingWaits(shop, hook)
    const [told, ...more] = toldTo(shop)
    expect(more).toEqual([])
    expect(told).toMatchObject({
      verified: { ok: true, id: `evt_${decision.id.replaceAll('-', '')}_decision_created` },
      body: { type: 'decision.created', shop_id: shop, data: { decision } },
    })
    expect(toldTo(other.shop)).toEqual([])
  })

  it('holds nothing of the person who ordered', async () => {
    const { shop } = await shopWithWebhook(['decision.created', 'action.asked'])
    await place(shop, {})
    await waitFor(2, shop)
    const order = orderOf({}) as unknown as {
      email: { address: string }
      billing: { address: string; last_name?: string }
    }
    for (const { text } of toldTo(shop)) {
      expect(text).not.toContain(order.email.address)
      expect(text).not.toContain('81.2.70.')
      expect(text).not.toContain(order.billing.address)
    }
  })

  it('asks for its actions one after the other, each once, also when one fails', async () => {
    const { shop, hook } = await shopWithWebhook(['action.asked'])
    receiver.fault({ kind: 'status', status: 503 }, 1)
    const { id, actions } = await place(shop)
    expect(actions.length).toBeGreaterThan(0)
    await waitFor(actions.length + 1, shop)
    await nothingWaits(shop, hook)
    const accepted = toldTo(shop).filter(({ status }) => status === 204)
    expect(accepted.map(({ body }) => body['data'])).toMatchObject(
      actions.map((action, at) => ({
        decision_id: id,
        action,
        position: at + 1,
        positions: actions.length,
      })),
    )
  })

  it('that is made again is told as such', async () => {
    const { shop } = await shopWithWebhook(['decision.rescored', 'decision.created'])
    const { id } = await place(shop)
    await server.call('POST', `/v1/decisions/${id}/rescore`, { shop })
    await waitFor(2, shop)
    const types = toldTo(shop).map(({ body }) => body['type'])
    expect(new Set(types)).toEqual(new Set(['decision.created', 'decision.rescored']))
    expect(types).toHaveLength(2)
  })
})

it('a label is told without what was said about a person', async () => {
  const { shop } = await shopWithWebhook(['label.created'])
  const { event_id } = await place(shop)
  const notes = 'Frau Muster rief an'
  await server.post('/v1/labels', { event_id, label: 'stolen_card', notes }, { shop })
  await waitFor(1, shop)
  const [{ body, text }] = toldTo(shop) as [(typeof receiver.requests)[number]]
  expect(body).toMatchObject({ type: 'label.created', data: { event_id, label: 'stolen_card' } })
  expect(text).not.toContain('Muster')
})

describe('a receiver', () => {
  it('that fails is told again, with the same id and body, until it accepts', async () => {
    const { shop, hook } = await shopWithWebhook(['decision.created'])
    receiver.knows(hook.secret)
    receiver.fault({ kind: 'status', status: 500 }, 2)
    await place(shop)
    await waitFor(3, shop)
    await nothingWaits(shop, hook)
    const told = toldTo(shop)
    expect(told.map(({ status }) => status)).toEqual([500, 500, 204])
    expect(new Set(told.map(({ text }) => text)).size).toBe(1)
    expect(new Set(told.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(told.every(({ verified }) => verified?.ok === true)).toBe(true)
    expect(await get(shop, hook)).toMatchObject({ failing_since: null, last_error: 'status 500' })
  })

  it('that loses its answer is told twice, and can see that it is the same', async () => {
    const { shop, hook } = await shopWithWebhook(['decision.created'])
    receiver.fault({ kind: 'lost_answer' }, 1)
    await place(shop)
    await waitFor(2, shop)
    await nothingWaits(shop, hook)
    expect(receiver.accepted.size).toBe(1)
  })

  it('that is slow, or silent, keeps no other from being told', async () => {
    const slow = await shopWithWebhook(['decision.created'])
    const { shop } = await shopWithWebhook(['decision.created'])
    receiver.fault({ kind: 'silence' }, 4)
    for (let order = 0; order < 12; order++) await place(slow.shop)
    expect(await until(() => toldTo(slow.shop).length >= 4)).toBe(true)
    await place(shop)
    expect(await until(() => toldTo(shop).length === 1, 5000)).toBe(true)
    expect(await until(() => receiver.accepted.size === 13, 40_000)).toBe(true)
    expect((await get(slow.shop, slow.hook)).last_error).toContain('timeout')
  }, 60_000)

  it('that is gone for good is told no more', async () => {
    const { shop, hook } = await shopWithWebhook(['decision.created'])
    receiver.fault({ kind: 'status', status: 410 })
    await place(shop)
    expect(await until(async () => !(await get(shop, hook)).enabled)).toBe(true)
    expect(await undelivered(shop, hook)).toMatchObject([
      { state: 'dead', last_error: 'status 410' },
    ])
  })
})

describe('a secret', () => {
  it('is changed while the old one is still believed, and then is not', async () => {
    const { shop, hook } = await shopWithWebhook(['decision.created'])
    const path = `/v1/webhooks/${hook.id}/rotate`
    const { body } = await server.post(path, { overlap_hours: 1 }, { shop })
    const rotated = body as WebhookWithSecret
    expect(rotated.secret).not.toBe(hook.secret)
    await place(shop)
    await waitFor(1, shop)
    const [told] = toldTo(shop)
    const isSignedWith = (secret: string) =>
      verifyWebhook(told!.headers, told!.text, secret, Date.now() / 1000).ok
    expect([hook.secret, rotated.secret].map(isSignedWith)).toEqual([true, true])
    const last = (await server.post(path, { overlap_hours: 0 }, { shop })).body as WebhookWithSecret
    receiver.knows(rotated.secret)
    await place(shop)
    await waitFor(2, shop)
    expect(toldTo(shop)[1]).toMatchObject({ status: 401, verified: { why: 'wrong_signature' } })
    receiver.knows(last.secret)
    await nothingWaits(shop, hook)
  })

  it('is shown when it is made, and never again', async () => {
    const { shop, hook } = await shopWithWebhook(['decision.created'])
    expect(hook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const { body } = await server.get('/v1/webhooks', { shop })
    expect(JSON.stringify(body)).not.toContain('whsec_')
    const key = Buffer.from(hook.secret.slice(6), 'base64')
    const rows = await server.services.store.webhooks.list(shop, Date.now())
    expect(rows).toHaveLength(1)
    expect(key).toHaveLength(32)
  })
})

describe('another shop', () => {
  it('sees and changes nothing of a webhook', async () => {
    const { hook } = await shopWithWebhook(['decision.created'])
    const { shop } = await shopWithWebhook(['decision.created'])
    const path = `/v1/webhooks/${hook.id}`
    const answers = await Promise.all([
      server.get(path, { shop }),
      server.put(path, { enabled: false }, { shop }),
      server.delete(path, { shop }),
      server.post(`${path}/rotate`, {}, { shop }),
      server.get(`${path}/deliveries`, { shop }),
      server.call('POST', `${path}/resend`, { shop }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404])
    const { body } = await server.get('/v1/webhooks', { shop })
    expect(JSON.stringify(body)).not.toContain(hook.id)
  })
})

describe('a webhook', () => {
  it('that is switched off misses what happens, and hears what comes after', async () => {
    const { shop, hook } = await shopWithWebhook(['decision.created'])
    const path = `/v1/webhooks/${hook.id}`
    await server.put(path, { enabled: false }, { shop })
    await place(shop)
    await server.put(path, { enabled: true }, { shop })
    const decision = await place(shop)
    await waitFor(1, shop)
    await nothingWaits(shop, hook)
    expect(toldTo(shop)).toMatchObject([{ body: { data: { decision: { id: decision.id } } } }])
  })

  it('leads to no address inside, and nowhere without TLS, unless the operator allows it', async () => {
    const refused = [
      'http://example.com/hook',
      'https://127.0.0.1/hook',
      'https://[::1]/hook',
      'https://localhost/hook',
      'https://169.254.169.254/latest/meta-data',
      'https://shop.example:22/',
      'https://user:pass@gatehouse.dev/',
      'ftp://gatehouse.dev/',
      receiver.origin.replace('127.0.0.1', 'localhost'),
      `${receiver.origin.replace('://', '://user@')}/hook`,
      'nonsense',
    ]
    for (const url of refused) {
      const answer = await server.post('/v1/webhooks', { url, events: ['decision.created'] })
      expect([url, answer.status]).toEqual([url, 422])
      expect(answer.body).toMatchObject({ errors: [{ pointer: '/url' }] })
    }
  })

  it('is one of twenty at most', async () => {
    const { shop } = await shopWithWebhook(['decision.created'])
    const draft = { url: receiver.origin, events: ['label.created'] }
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => server.post('/v1/webhooks', draft, { shop })),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(19)
    expect(statuses.filter((status) => status === 422)).toHaveLength(1)
  })

  it('that is deleted takes with it what waits', async () => {
    const { shop, hook } = await shopWithWebhook(['decision.created'])
    receiver.fault({ kind: 'status', status: 500 })
    await place(shop)
    await waitFor(1, shop)
    await server.delete(`/v1/webhooks/${hook.id}`, { shop })
    const counts = async () => {
      const all = await server.services.store.jobs.counts()
      return all.find(({ queue }) => queue === 'webhook')?.waiting ?? 0
    }
    expect(await until(async () => (await counts()) === 0)).toBe(true)
  })
})

describe('a chat', () => {
  it('is told what asks for it, without the customer, and of many a number', async () => {
    const shop = `hooked-${++made}`
    await place(shop)
    const loud = declineAbove(100)
    const rules = loud.rules.map((rule) => ({ ...rule, actions: [{ kind: 'notify' as const }] }))
    await putLive(server, { ...loud, rules }, shop)
    const draft = { kind: 'chat', url: `${receiver.origin}/${shop}` }
    const { status, body } = await server.post('/v1/webhooks', draft, { shop })
    expect(status).toBe(201)
    await place(shop)
    const dear = { order: { amount: 129.5, currency: 'EUR' } }
    const { id, reasons } = await place(shop, dear)
    await waitFor(1, shop)
    const [{ body: told }] = toldTo(shop) as [(typeof receiver.requests)[number]]
    expect(Object.keys(told)).toEqual(['text'])
    const text = String(told['text'])
    expect(text).toContain('decline (order), 129.5 EUR, risk ')
    expect(text).toContain(id)
    expect(text).toContain(reasons[0]!.text.slice(0, 10))
    expect(text).not.toMatch(/@example|81\.2\.|High Street|user-/)
    // Ten a minute, and then how many more there were.
    for (let order = 0; order < 13; order++) await place(shop, dear)
    await waitFor(10, shop)
    await waitFor(11, shop, 75_000)
    await nothingWaits(shop, body as Webhook)
    const texts = toldTo(shop).map((request) => String(request.body['text']))
    expect(texts).toHaveLength(11)
    expect(texts.at(-1)).toBe('4 more alerts were held back')
  }, 120_000)

  it('is told once of what is to be told once in so many minutes, and so is a program', async () => {
    const shop = `hooked-${++made}`
    await place(shop)
    const notify = { kind: 'notify' as const, target: 'fraud-team', quiet_minutes: 60 }
    const loud = declineAbove(100)
    const rules = loud.rules.map((rule) => ({ ...rule, actions: [notify] }))
    await putLive(server, { ...loud, rules }, shop)
    const url = `${receiver.origin}/${shop}`
    const chat = await server.post('/v1/webhooks', { kind: 'chat', url }, { shop })
    const draft = { url: `${url}-program`, events: ['action.asked'] }
    const program = await server.post('/v1/webhooks', draft, { shop })
    const dear = { order: { amount: 129.5, currency: 'EUR' } }
    const decisions: Decision[] = []
    for (let order = 0; order < 4; order++) decisions.push(await place(shop, dear))
    for (const { actions } of decisions)
      expect(actions).toContainEqual(expect.objectContaining(notify))
    const others = decisions[0]!.actions.filter(({ kind }) => kind !== 'notify').length
    await waitFor(1, shop)
    await waitFor(1 + 4 * others, `${shop}-program`)
    await nothingWaits(shop, chat.body as Webhook)
    await nothingWaits(shop, program.body as Webhook)
    expect(toldTo(shop)).toHaveLength(1)
    const kinds = toldTo(`${shop}-program`).map(({ text }) => /"kind":"(\w+)"/.exec(text)?.[1])
    expect(kinds.filter((kind) => kind === 'notify')).toHaveLength(1)
    expect(kinds).toHaveLength(1 + 4 * others)
  })

  it('is warned once when 50 units of goods that are easily sold on go within 10 minutes', async () => {
    const shop = `hooked-${++made}`
    await place(shop)
    const draft = { kind: 'chat', url: `${receiver.origin}/${shop}` }
    const { body } = await server.post('/v1/webhooks', draft, { shop })
    const units = (quantity: number) => ({
      shopping_cart: [{ item_id: 'console', quantity, high_resale: true }],
    })
    for (let order = 0; order < 4; order++) await place(shop, units(12))
    await nothingWaits(shop, body as Webhook)
    expect(toldTo(shop)).toEqual([])
    // The 50th, and two more.
    for (let order = 0; order < 3; order++) await place(shop, units(2))
    await waitFor(1, shop)
    await nothingWaits(shop, body as Webhook)
    expect(toldTo(shop).map((request) => String(request.body['text']))).toEqual([
      expect.stringMatching(/50 units/),
    ])
  })

  it('names no events, and a program names some', async () => {
    const url = receiver.origin
    for (const draft of [
      { url },
      { url, events: [] },
      { kind: 'chat', url, events: ['label.created'] },
    ]) {
      expect(await server.post('/v1/webhooks', draft)).toMatchObject({ status: 422 })
    }
  })
})

it('how receivers do can be seen in the metrics', async () => {
  const { body } = await server.get('/metrics', { checked: false })
  expect(String(body)).toMatch(/gatehouse_webhook_attempt_seconds_count\{result="delivered"\} \d/)
  expect(String(body)).toMatch(/gatehouse_webhook_delay_seconds_count \d/)
  expect(String(body)).toMatch(/gatehouse_jobs\{queue="webhook",state="dead"\} 1/)
})
