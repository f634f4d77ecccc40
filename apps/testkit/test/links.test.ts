/** Orders hang together by what they share, and what is learned of one tells on all of them. */
import type { Decision, DecisionRecord, OrderLinks } from '@gatehouse/contract'
import { readConfig, startServer } from '@gatehouse/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

interface Person {
  readonly name?: string
  readonly account?: string
  readonly email?: string
  readonly device?: string
  readonly card?: string
  readonly address?: string
}

async function place(person: Person, shop = 'default'): Promise<Decision> {
  const { name, account, email, device, card, address } = person
  const [first_name, last_name] = (name ?? '').split(' ')
  const order = {
    event: (orderOf({}) as { event: object }).event,
    ...(name === undefined ? {} : { billing: { first_name, last_name } }),
    ...(account === undefined ? {} : { account: { user_id: account } }),
    ...(email === undefined ? {} : { email: { address: email } }),
    ...(device === undefined ? {} : { device: { device_id: device } }),
    ...(card === undefined ? {} : { credit_card: { fingerprint: card } }),
    ...(address === undefined ? {} : { shipping: { address, postal: '10115', country: 'DE' } }),
  }
  const { status, body } = await server.post('/v1/decisions', order, { shop })
  expect(status).toBe(200)
  return body as Decision
}

const stranger = (at: number, prefix: string): Person => ({
  name: `Name${prefix} Number${at}`,
  account: `${prefix}-account-${at}`,
  email: `${prefix}-${at}@example.com`,
  card: `${prefix}-card-${at}`,
  address: `${at} ${prefix} Street`,
})

async function newestOf({ id }: Decision): Promise<DecisionRecord> {
  const { jobs } = server.services.store
  await expect
    .poll(async () => (await jobs.counts()).filter(({ waiting }) => waiting > 0), {
      timeout: 10_000,
    })
    .toEqual([])
  const read = async (of: string) =>
    (await server.get(`/v1/decisions/${of}`)).body as DecisionRecord
  return read((await read(id)).superseded_by ?? id)
}

it('knows fifty names on one device for a ring, and a household for none', async () => {
  let last: Decision | undefined
  for (let at = 1; at <= 50; at += 1) {
    last = await place({ ...stranger(at, 'ring'), device: 'ring-device' })
  }
  expect(last!.signals).toMatchObject({
    'links.orders': 49,
    'links.names_with_this': 50,
    'links.names_on_device_with_this': 50,
    'links.is_ring': true,
    'links.hubs': 0,
  })
  const answer = await server.get(`/v1/decisions/${last!.id}/links`)
  expect(answer.status).toBe(200)
  const links = answer.body as OrderLinks
  expect(links).toMatchObject({ id: last!.id, is_ring: true, people: 50, is_partial: false })
  expect(links.events).toHaveLength(49)
  const device = links.entities.find(({ type }) => type === 'device')!
  expect(device).toMatchObject({ is_own: true, is_hub: false, events: 49, steps: 1 })
  expect(links.events.map(({ path }) => path)).toEqual(links.events.map(() => [device.key]))
  expect(links.edges).toContainEqual({ event: 'this', entity: device.key })
  const shared = { device: 'family-device', address: '1 Family Street' }
  await place({ ...stranger(1, 'family'), ...shared })
  const second = await place({ ...stranger(2, 'family'), ...shared })
  expect(second).toMatchObject({
    outcome: 'approve',
    signals: { 'links.people_with_this': 2, 'links.is_ring': false },
  })
})

it('does not hold strangers together by a warehouse that all of them ship to', async () => {
  const warehouse = { address: '1 Warehouse Road' }
  for (let at = 1; at <= 13; at += 1) await place({ ...stranger(at, 'depot'), ...warehouse })
  const next = await place({ ...stranger(14, 'depot'), ...warehouse })
  expect(next.signals).toMatchObject({ 'links.orders': 0, 'links.hubs': 1, 'links.is_ring': false })
  const { entities, events } = (await server.get(`/v1/decisions/${next.id}/links`))
    .body as OrderLinks
  expect({ entities, events }).toMatchObject({
    entities: [{ type: 'shipping_address', is_hub: true, events: 13 }],
    events: [],
  })
})

it('spreads a report over two steps, to open orders too, and takes all of it back', async () => {
  const first = await place({ account: 'mule', card: 'c-one' })
  await place({ card: 'c-one', device: 'd-one' })
  const far = await place({ device: 'd-one', email: 'far@example.com' })
  expect(far.signals).toMatchObject({ 'links.orders': 2, 'links.risk': 0 })
  await server.post('/v1/labels', { event_id: first.event_id, label: 'stolen_card' })
  const told = await newestOf(far)
  // One report two steps away, among two orders: ln 8 / 2 * sqrt(1 / 2).
  expect(told.signals).toMatchObject({
    'linked.fraud_reports': 0,
    'links.fraud_reports': 1,
    'links.fraud_share': 0.5,
    'links.risk': 0.7352,
  })
  const seen = (await server.get(`/v1/decisions/${far.id}/links`)).body as OrderLinks
  const [near, reported] = seen.events
  expect(seen.events).toHaveLength(2)
  expect(near).toMatchObject({ steps: 1, outcome: 'approve', labels: [] })
  expect(reported).toMatchObject({ id: first.id, steps: 2, labels: ['stolen_card'] })
  const typeOf = (key: string) => seen.entities.find((entity) => entity.key === key)?.type ?? key
  expect(reported!.path.map(typeOf)).toEqual(['device', 'o1', 'card'])
  const next = await place({ email: 'far@example.com' })
  expect(next.signals).toMatchObject({ 'links.fraud_reports': 1, 'links.orders': 3 })
  await server.post('/v1/labels', { event_id: first.event_id, label: 'not_fraud' })
  for (const order of [far, next]) {
    expect((await newestOf(order)).signals).toMatchObject({
      'links.fraud_reports': 0,
      'links.risk': 0,
    })
  }
})

it('of one shop are nothing to another', async () => {
  await place({ card: 'both', account: 'here' })
  const other = await place({ card: 'both', account: 'there' }, 'second-shop')
  expect(other.signals).toMatchObject({ 'links.orders': 0, 'links.other_accounts': 0 })
})

it(
  'are there again after a restart',
  async () => {
    await place({ card: 'lasting', account: 'before' })
    // Another process over the same database: it has seen nothing but the journal.
    const again = await startServer(
      readConfig({ LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: server.dataDir }),
    )
    try {
      const response = await fetch(`${again.url}/v1/decisions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${again.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          credit_card: { fingerprint: 'lasting' },
          account: { user_id: 'after' },
        }),
      })
      expect(((await response.json()) as Decision).signals).toMatchObject({
        'links.orders': 1,
        'links.other_accounts': 1,
      })
    } finally {
      await again.close()
    }
  },
  START_TIMEOUT_MS,
)
