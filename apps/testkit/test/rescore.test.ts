/** An order is decided again when what is known about it changes, as long as it can be stopped. */
import { setTimeout } from 'node:timers/promises'
import type { Decision, DecisionRecord } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  writeDraft,
  type TestServer,
} from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

let placed = 0

interface Placed {
  readonly decision: Decision
  readonly transactionId: string
}

async function place(fields: object = {}, about = {}, shop = 'default'): Promise<Placed> {
  // Each from an address of its own: five a day from one would be held.
  const ipAddress = `81.2.69.${++placed}`
  const order = { ...orderOf({ ipAddress, ...fields }), ...about } as {
    event: { transaction_id: string }
  }
  const { status, body } = await server.post('/v1/decisions', order, { shop })
  expect(status).toBe(200)
  return { decision: body as Decision, transactionId: order.event.transaction_id }
}

const read = async (id: string, shop = 'default') =>
  (await server.get(`/v1/decisions/${id}`, { shop })).body as DecisionRecord
const rescore = (id: string, options = {}) =>
  server.call('POST', `/v1/decisions/${id}/rescore`, options)
const record = (type: string, transactionId: string, more: object = {}) =>
  server.post('/v1/events', { event: { type, transaction_id: transactionId }, ...more })

async function addTo(list: string, value: string, shop = 'default'): Promise<string> {
  const { status, body } = await server.post(`/v1/lists/${list}/items`, { value }, { shop })
  expect(status).toBe(201)
  return (body as { id: string }).id
}

/** Waits until nothing is left to do. */
async function settled(): Promise<void> {
  const { jobs } = server.services.store
  await expect
    .poll(async () => (await jobs.counts()).filter(({ waiting }) => waiting > 0), {
      timeout: 15_000,
      interval: 100,
    })
    .toEqual([])
}

async function newestOf({ decision }: Placed, shop = 'default'): Promise<DecisionRecord> {
  await settled()
  const { superseded_by: newest } = await read(decision.id, shop)
  return read(newest ?? decision.id, shop)
}

describe('an operator', () => {
  it('gets a new decision, linked to the first, whose windows stay as they were', async () => {
    const email = 'again@example.com'
    await place({ email })
    const { decision: first } = await place({ email })
    expect(first.signals['velocity.orders_by_email_24h']).toBe(1)
    const answer = await rescore(first.id)
    expect(answer.status).toBe(201)
    const second = answer.body as Decision
    expect(second).toMatchObject({
      rescored_from: first.id,
      event_id: first.event_id,
      outcome: first.outcome,
      signals: first.signals,
    })
    expect(second.id).not.toBe(first.id)
    expect(await read(first.id)).toMatchObject({ superseded_by: second.id, rescored_from: null })
    // Named by the second one, it is still the first that a third is linked to.
    const third = (await rescore(second.id)).body as Decision
    expect(third).toMatchObject({ rescored_from: first.id, signals: first.signals })
    expect(await read(second.id)).toMatchObject({ superseded_by: third.id })
    const { decision: next } = await place({ email })
    expect(next.signals['velocity.orders_by_email_24h']).toBe(2)
  })

  it('leaves the payment alone of an order that the shop took while we only observed', async () => {
    const shop = 'observed-then'
    await place({}, {}, shop)
    await changeSettings(server, shop, { mode: 'observe' })
    const { decision } = await place({}, {}, shop)
    expect(decision).toMatchObject({ outcome: 'approve', actions: [] })
    await changeSettings(server, shop, { mode: 'enforce' })
    const { body } = await rescore(decision.id, { shop })
    expect(body).toMatchObject({ outcome: 'approve', actions: [] })
  })

  it('asks for no payment to be captured again, however often it is decided the same', async () => {
    const { decision } = await place()
    expect(decision.actions).toContainEqual({ kind: 'capture' })
    for (let time = 0; time < 3; time++) {
      const { body } = await rescore(decision.id)
      expect(body).toMatchObject({ outcome: decision.outcome, actions: [] })
    }
  })

  it('who repeats a request under the same key gets the same decision', async () => {
    const { decision } = await place()
    const headers = { 'idempotency-key': 'rescore-1' }
    const one = await rescore(decision.id, { headers })
    const two = await rescore(decision.id, { headers })
    expect(two.body).toEqual(one.body)
    expect(two.headers.get('idempotent-replayed')).toBe('true')
  })

  it('who uses a key for another order is refused, instead of being told about the first', async () => {
    const [one, other] = [await place(), await place()]
    const headers = { 'idempotency-key': 'rescore-2' }
    expect(await rescore(one.decision.id, { headers })).toMatchObject({ status: 201 })
    expect(await rescore(other.decision.id, { headers })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    })
  })

  it('is told when there is nothing to decide again', async () => {
    const code = async (id: string) => {
      const { status, body } = await rescore(id)
      return [status, (body as { code: string }).code, (body as { detail: string }).detail]
    }
    const { decision, transactionId } = await place()
    await record('shipment_created', transactionId, { fulfilment: { status: 'shipped' } })
    expect(await code(decision.id)).toEqual([
      409,
      'order_closed',
      'a fulfilment event says that the goods are on their way',
    ])
    const cancelled = await place()
    await record('order_cancelled', cancelled.transactionId)
    expect((await code(cancelled.decision.id)).slice(0, 2)).toEqual([409, 'order_closed'])
    const login = { event: { type: 'account_login' }, account: { user_id: 'u' } }
    const { body } = await server.post('/v1/decisions', login)
    expect((await code((body as Decision).id)).slice(0, 2)).toEqual([409, 'order_closed'])
    expect((await code('no-such-decision')).slice(0, 2)).toEqual([404, 'not_found'])
    expect((await rescore(decision.id, { shop: 'stranger' })).status).toBe(404)
  })
})

describe('a list', () => {
  it('that a customer comes onto stops their open order, and lets it go when they come off', async () => {
    const email = 'Thief@Example.com'
    const theirs = await place({ email })
    const other = await place({ email: 'honest@example.com' })
    expect(theirs.decision.outcome).toBe('approve')
    const item = await addTo('blocked_emails', 'thief@example.com')
    const stopped = await newestOf(theirs)
    expect(stopped).toMatchObject({
      outcome: 'decline',
      rescored_from: theirs.decision.id,
      signals: { 'list.blocked_emails': true },
    })
    expect(stopped.reasons[0]).toMatchObject({ code: 'DENY_LIST' })
    expect(stopped.actions[0]).toEqual({ kind: 'stop_shipment', reason: 'rescore' })
    expect(await newestOf(other)).toMatchObject({ rescored_from: null })

    await server.delete(`/v1/lists/blocked_emails/items/${item}`)
    const released = await newestOf(theirs)
    expect(released).toMatchObject({
      outcome: 'approve',
      rescored_from: theirs.decision.id,
      signals: { 'list.blocked_emails': false },
    })
    expect(released.actions[0]).toEqual({ kind: 'release', reason: 'rescore' })
  })

  it('leaves what has left, was cancelled, or belongs to another shop alone', async () => {
    const email = 'late@example.com'
    const sent = await place({ email })
    const cancelled = await place({ email })
    const open = await place({ email })
    const elsewhere = await place({ email }, {}, 'elsewhere')
    await record('shipment_created', sent.transactionId, { fulfilment: { status: 'shipped' } })
    await record('order_cancelled', cancelled.transactionId)
    await addTo('blocked_emails', email)
    expect(await newestOf(open)).toMatchObject({ outcome: 'decline' })
    for (const left of [sent, cancelled]) {
      expect(await newestOf(left)).toMatchObject({ rescored_from: null })
    }
    expect(await newestOf(elsewhere, 'elsewhere')).toMatchObject({ rescored_from: null })
  })

  it('of domains, countries or ranges is compared with every open order', async () => {
    const shop = 'plain'
    const domain = await place({ email: 'a@mail.rogue-domain.com' }, {}, shop)
    const range = await place({ ipAddress: '81.2.70.7' }, {}, shop)
    const neither = await place({}, {}, shop)
    await addTo('blocked_email_domains', 'rogue-domain.com', shop)
    await addTo('blocked_ip_ranges', '81.2.70.0/24', shop)
    expect(await newestOf(domain, shop)).toMatchObject({ outcome: 'decline' })
    expect(await newestOf(range, shop)).toMatchObject({ outcome: 'decline' })
    expect(await newestOf(neither, shop)).toMatchObject({ rescored_from: null })
  })

  it('that changes by many items at once finds every order', async () => {
    const shop = 'bulk'
    const orders: Placed[] = []
    for (let n = 0; n < 5; n++) orders.push(await place({ email: `${n}@bulk.com` }, {}, shop))
    const add = Array.from({ length: 400 }, (_, n) => ({ value: `${n + 1}@bulk.com` }))
    const { status } = await server.post('/v1/lists/blocked_emails/bulk', { add }, { shop })
    expect(status).toBe(200)
    const outcomes: string[] = []
    for (const order of orders) outcomes.push((await newestOf(order, shop)).outcome)
    expect(outcomes).toEqual(['approve', 'decline', 'decline', 'decline', 'decline'])
  })

  it('gathers changes in quick succession into one look at the orders', async () => {
    const { store } = server.services
    const before = await store.jobs.counts()
    expect(before.filter(({ waiting }) => waiting > 0)).toEqual([])
    for (let n = 0; n < 5; n++) await addTo('blocked_emails', `row-${n}@example.com`)
    expect((await server.get('/metrics')).body).toMatch(
      /^gatehouse_jobs\{queue="list_changed",state="(?:waiting"\} 1|dead"\} 0)$/m,
    )
    const counts = await store.jobs.counts()
    expect(counts.find(({ queue }) => queue === 'list_changed')?.waiting ?? 0).toBeLessThanOrEqual(
      1,
    )
    await settled()
  })
})

describe('personal data that is not kept', () => {
  it('of a shop with `privacy: minimal` is not needed for accounts, cards and domains', async () => {
    const shop = 'discreet'
    await place({}, {}, shop)
    const { shops } = server.services.store
    const known = (await shops.find(shop))!
    await shops.change({
      ...known,
      settings: { ...(known.settings as object), privacy: 'minimal' },
    })
    await server.services.shops.reload(shop)
    const card = { credit_card: { fingerprint: 'card-of-a-thief' } }
    const byCard = await place({ email: 'x@somewhere-else.com' }, card, shop)
    const byDomain = await place({ email: 'y@bad-domain.com' }, {}, shop)
    await addTo('blocked_cards', 'card-of-a-thief', shop)
    await addTo('blocked_email_domains', 'bad-domain.com', shop)
    expect(await newestOf(byCard, shop)).toMatchObject({ outcome: 'decline' })
    const stopped = await newestOf(byDomain, shop)
    expect(stopped).toMatchObject({ outcome: 'decline' })
    expect(JSON.stringify(stopped)).not.toContain('y@bad-domain.com')
  })

  it('does not take a customer off a list whose account id is an email address', async () => {
    const shop = 'ids-are-emails'
    await place({}, {}, shop)
    await changeSettings(server, shop, { privacy: 'minimal' })
    const list = { name: 'bad_accounts', kind: 'account', standing: 'deny' }
    expect((await server.post('/v1/lists', list, { shop })).status).toBe(201)
    const when = 'list.bad_accounts'
    const bad = { id: 'bad', when, when_unknown: 'skip', outcome: 'decline' } as const
    await putLive(server, declineAbove(1000, { rules: [bad] }), shop)
    for (const userId of ['bob@example.com', '4711']) {
      await addTo('bad_accounts', userId, shop)
      const { decision } = await place({ userId }, {}, shop)
      expect(decision.outcome).toBe('decline')
      const again = await rescore(decision.id, { shop })
      expect(again.body).toMatchObject({ outcome: 'decline', signals: { [when]: true } })
    }
  })

  it('does not take an order off a list of countries that its IP address is in', async () => {
    const shop = 'banned-by-ip'
    await place({}, {}, shop)
    await changeSettings(server, shop, { privacy: 'minimal' })
    await addTo('blocked_countries', 'GB', shop)
    // Billed to and shipped in Germany.
    const { decision } = await place({}, {}, shop)
    expect(decision).toMatchObject({ outcome: 'decline', signals: { 'ip.country': 'GB' } })
    const again = await rescore(decision.id, { shop })
    expect(again.body).toMatchObject({ outcome: 'decline' })
  })

  it('stays with the first decision: the second carries none', async () => {
    const { decision } = await place({ email: 'sealed@example.com' })
    const { body } = await rescore(decision.id)
    const { reading } = server.services.store
    const records = await Promise.all(
      [decision.id, (body as Decision).id].map((id) => reading.record('default', id)),
    )
    expect(records.map((each) => each?.sealed === null)).toEqual([false, true])
    expect(JSON.stringify(await read((body as Decision).id))).not.toContain('sealed@example.com')
  })
})

describe('a ruleset that has changed since', () => {
  it('is asked for no action twice by those who ask at the same moment', async () => {
    const shop = 'asked-twice'
    await putLive(server, declineAbove(1000), shop)
    const { decision } = await place({ amount: 500 }, {}, shop)
    await putLive(server, declineAbove(100), shop)
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => rescore(decision.id, { shop })),
    )
    const kinds = answers.flatMap(({ body }) => (body as Decision).actions.map(({ kind }) => kind))
    expect(kinds).toEqual(['stop_shipment'])
  })

  it('decides for the part of the customers that it is rolled out to, orders of before too', async () => {
    const shop = 'rolled-out-since'
    await putLive(server, declineAbove(1000), shop)
    const customers = Array.from({ length: 24 }, (_, index) => `customer-${index}`)
    const placed = await Promise.all(
      customers.map((userId) => place({ userId, amount: 500 }, {}, shop)),
    )
    const version = await writeDraft(server, declineAbove(100), shop)
    const path = `/v1/rulesets/starter/versions/${version}/rollout`
    const begun = await server.post(path, { percent: 50, confirm: true }, { shop })
    expect(begun.status).toBe(200)
    const now = await Promise.all(customers.map((userId) => place({ userId }, {}, shop)))
    const again = await Promise.all(placed.map(({ decision }) => rescore(decision.id, { shop })))
    expect(again.map(({ body }) => (body as Decision).versions.ruleset)).toEqual(
      now.map(({ decision }) => decision.versions.ruleset),
    )
  })

  it('has its rule on again when its snooze is over, also where nothing personal is kept', async () => {
    const shop = 'over-by-now'
    await place({}, {}, shop)
    await changeSettings(server, shop, { privacy: 'minimal' })
    const snoozed_until = new Date(Date.now() + 6000).toISOString()
    const [rule] = declineAbove(100).rules
    await putLive(server, declineAbove(100, { rules: [{ ...rule!, snoozed_until }] }), shop)
    const { decision } = await place({ amount: 500 }, {}, shop)
    const resultOf = ({ rules }: Decision) => rules.find(({ id }) => id === 'dear')?.result
    expect(resultOf(decision)).toBe('snoozed')
    await setTimeout(Date.parse(snoozed_until) - Date.now() + 50)
    const { body } = await rescore(decision.id, { shop })
    expect(resultOf(body as Decision)).toBe('hit')
  })
})

describe('the authorisation of an order', () => {
  const holdAll = declineAbove(0, {
    rules: [{ id: 'all', when: 'order.amount > 0.0', when_unknown: 'skip', outcome: 'review' }],
  })
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  const held = (hours: number) =>
    place({}, { payment: { method: 'card', authorization_expires_at: inHours(hours) } })

  it('that ends while the order waits for a person is told once, a day before', async () => {
    await putLive(server, holdAll, 'default')
    const { decision } = await held(20)
    expect(decision.outcome).toBe('review')
    expect(decision.signals['payment.authorization_hours_left']).toBeCloseTo(20, 1)
    expect(decision.actions.map(({ reason }) => reason)).not.toContain('authorization_ends')
    await settled()
    const newest = await read((await read(decision.id)).superseded_by!)
    expect(newest.actions).toEqual([
      { kind: 'notify', target: 'review', reason: 'authorization_ends' },
    ])
    expect(newest.reasons[0]).toMatchObject({ code: 'AUTHORIZATION_ENDS', points: 0 })
    expect(newest.superseded_by).toBeNull()
  })

  it('is left alone as long as there are more than 24 hours, and where nobody waits', async () => {
    const { jobs } = server.services.store
    await putLive(server, holdAll, 'default')
    const early = await held(30)
    await expect
      .poll(async () => await jobs.counts())
      .toContainEqual(expect.objectContaining({ queue: 'authorization_ends', waiting: 1 }))
    expect((await read(early.decision.id)).superseded_by).toBeNull()
    await putLive(server, declineAbove(1_000_000), 'default')
    const approved = await held(10)
    expect(approved.decision.outcome).toBe('approve')
    await expect
      .poll(async () => await jobs.counts())
      .toContainEqual(expect.objectContaining({ queue: 'authorization_ends', waiting: 1 }))
    expect((await read(approved.decision.id)).superseded_by).toBeNull()
  })
})
