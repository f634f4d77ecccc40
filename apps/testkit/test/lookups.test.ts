/** Addresses, numbers and people that services are asked about after the answer. */
import type { Decision, DecisionRecord, Ruleset } from '@gatehouse/contract'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import {
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startFakeLookups,
  startTestServer,
  type FakeLookups,
  type TestServer,
} from '../src/index.ts'

const RULESET: Ruleset = {
  name: 'starter',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [
    { id: 'nowhere', when: '!address.exists', when_unknown: 'skip', outcome: 'review' },
    { id: 'warehouse', when: '!address.is_residential', when_unknown: 'skip', outcome: 'review' },
    { id: 'dead_phone', when: '!phone.is_reachable', when_unknown: 'skip', outcome: 'decline' },
  ],
}

let fake: FakeLookups
const servers: TestServer[] = []
beforeAll(async () => {
  fake = await startFakeLookups()
  fake.world.buildings.set('1 High Street', 'house').set('99 Dock Road', 'warehouse')
  fake.world.reachable.add('+491711234567')
  fake.world.people.add('Smith, Berlin')
}, START_TIMEOUT_MS)
afterEach(async () => {
  fake.fault(null)
  await Promise.all(servers.splice(0).map((server) => server.close()))
})
afterAll(() => fake.close())

async function serverWith(env: Record<string, string>): Promise<TestServer> {
  const server = await startTestServer(env)
  servers.push(server)
  await putLive(server, RULESET, 'default')
  return server
}

async function decided(server: TestServer, about: object = {}): Promise<Decision> {
  const order = orderOf() as { billing: object }
  const billing = { ...order.billing, first_name: 'Ann', last_name: 'Smith', ...about }
  const { status, body } = await server.post('/v1/decisions', {
    ...order,
    billing,
    shipping: billing,
  })
  expect(status).toBe(200)
  return body as Decision
}

/** The decision in force once nothing waits any more. */
async function newestOf(server: TestServer, { id }: Decision): Promise<DecisionRecord> {
  const { jobs } = server.services.store
  await expect
    .poll(async () => (await jobs.counts()).filter(({ queue }) => queue === 'enrich'), {
      timeout: 15_000,
    })
    .toEqual([])
  const read = async (of: string) =>
    (await server.get(`/v1/decisions/${of}`)).body as DecisionRecord
  const first = await read(id)
  return first.superseded_by === null ? first : read(first.superseded_by)
}

it(
  'a house that Google knows, a number in service and a person of the city change nothing for the worse',
  async () => {
    const server = await serverWith({
      ADDRESS_LOOKUP_SERVICE: 'google',
      ADDRESS_LOOKUP_URL: `${fake.origin}/google`,
      ADDRESS_LOOKUP_SECRET: 'a-key',
      PHONE_LOOKUP_URL: `${fake.origin}/phone`,
      PHONE_LOOKUP_FIELDS: 'reachable=/status',
      PERSON_LOOKUP_URL: `${fake.origin}/person`,
    })
    const first = await decided(server, { phone_number: '+49 171 1234567' })
    expect(first).toMatchObject({
      outcome: 'approve',
      signals: {
        'address.exists': { unknown: 'late' },
        'phone.is_reachable': { unknown: 'late' },
        'person.is_found_nearby': { unknown: 'late' },
      },
    })
    expect(await newestOf(server, first)).toMatchObject({
      outcome: 'approve',
      signals: {
        'address.exists': true,
        'address.precision': 'building',
        'address.is_residential': true,
        'phone.is_reachable': true,
        'person.is_found_nearby': true,
      },
    })
    expect(fake.requests.find(({ path }) => path === '/google')).toMatchObject({
      headers: { 'x-goog-api-key': 'a-key' },
      body: { address: { regionCode: 'DE', locality: 'Berlin', addressLines: ['1 High Street'] } },
    })
    // Each is told its part and no more.
    expect(fake.requests.find(({ path }) => path === '/phone')?.body).toEqual({
      number: '+491711234567',
    })

    const dead = await decided(server, { phone_number: '+49 171 7654321' })
    expect(await newestOf(server, dead)).toMatchObject({
      outcome: 'decline',
      signals: { 'phone.is_reachable': false },
      actions: [{ kind: 'stop_shipment' }],
    })
    const nowhere = await decided(server, { address: '7 Nowhere Lane' })
    expect(await newestOf(server, nowhere)).toMatchObject({
      outcome: 'review',
      signals: { 'address.exists': false, 'address.precision': 'street' },
    })
  },
  START_TIMEOUT_MS,
)

it(
  'a warehouse that Nominatim knows is no home, and what it lacks does not exist',
  async () => {
    const server = await serverWith({
      ADDRESS_LOOKUP_SERVICE: 'nominatim',
      ADDRESS_LOOKUP_URL: `${fake.origin}/search`,
    })
    const warehouse = await decided(server, { address: '99 Dock Road' })
    expect(await newestOf(server, warehouse)).toMatchObject({
      outcome: 'review',
      signals: {
        'address.exists': true,
        'address.is_residential': false,
        'address.building': 'warehouse',
        'phone.is_reachable': { unknown: 'not_configured' },
      },
    })
    const nowhere = await decided(server, { address: '7 Nowhere Lane' })
    expect((await newestOf(server, nowhere)).signals).toMatchObject({
      'address.exists': false,
      'address.precision': 'none',
    })
  },
  START_TIMEOUT_MS,
)

it(
  'a service that is away says nothing, neither good nor bad',
  async () => {
    const server = await serverWith({
      ADDRESS_LOOKUP_URL: `${fake.origin}/address`,
      ADDRESS_LOOKUP_FIELDS: 'exists=/result/found,is_residential=/result/home',
    })
    fake.fault(403)
    const first = await decided(server)
    const still = await newestOf(server, first)
    expect(still.id).toBe(first.id)
    expect(still.outcome).toBe('approve')
    fake.fault(null)
    expect((await newestOf(server, await decided(server))).signals).toMatchObject({
      'address.exists': true,
      'address.is_residential': true,
    })
    // There is nothing to ask without a street.
    const { signals } = await decided(server, { address: '' })
    expect(signals['address.exists']).toBeUndefined()
  },
  START_TIMEOUT_MS,
)
