/** What lists do to orders, through the real server: countries, networks, wildcards, expiry. */
import type { Decision, DecisionReason, ListKind, ListStanding } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

/** Long enough for what is asked before it has passed, on a busy machine too. */
const SOON_MS = 6000

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function decide(fields: object): Promise<Decision> {
  const answer = await server.post('/v1/decisions', { ...orderOf(), ...fields })
  expect(answer).toMatchObject({ status: 200 })
  return answer.body as Decision
}

async function change(name: string, body: object): Promise<void> {
  expect(await server.post(`/v1/lists/${name}/bulk`, body)).toMatchObject({ status: 200 })
}

/** Decides with values on a list that are taken off again. */
async function decideWith(
  name: string,
  values: readonly string[],
  ...orders: readonly object[]
): Promise<Decision[]> {
  await change(name, { add: values.map((value) => ({ value })) })
  const decisions: Decision[] = []
  for (const order of orders) decisions.push(await decide(order))
  await change(name, { remove: values })
  return decisions
}

async function make(name: string, kind: ListKind, standing: ListStanding = 'none'): Promise<void> {
  const answer = await server.post('/v1/lists', { name, kind, standing })
  expect(answer).toMatchObject({ status: 201, body: { standing } })
}

const addressIn = (country: string) => ({ address: '1 High Street', city: 'Town', country })
const from = (ipAddress: string) => ({ device: { ip_address: ipAddress } })
const mail = (address: string) => ({ email: { address } })
const codes = ({ reasons }: { reasons: readonly DecisionReason[] }) =>
  reasons.map(({ code }) => code)

describe('the list of blocked countries', () => {
  const orders = [
    { ...from('81.2.69.160'), billing: addressIn('KP') },
    { ...from('81.2.69.160'), shipping: addressIn('KP') },
    { ...from('175.45.176.1') },
  ]

  it('declines an order by billing address, by shipping address and by the country of its IP', async () => {
    for (const decision of await decideWith('blocked_countries', ['KP'], ...orders)) {
      expect(decision.outcome).toBe('decline')
      expect(decision.reasons[0]).toMatchObject({ code: 'COUNTRY' })
      expect(decision.signals['list.blocked_countries']).toBe(true)
      expect(decision.message).not.toMatch(/country|list|KP/i)
    }
  })

  it('declines none of them when the country is not on it', async () => {
    for (const decision of await decideWith('blocked_countries', ['CU'], ...orders)) {
      expect(decision.signals['list.blocked_countries']).toBe(false)
      expect(codes(decision)).not.toContain('DENY_LIST')
      expect(decision.rules.find(({ id }) => id === 'blocked_country')?.result).toBe('no_hit')
    }
  })

  it('costs points when the mailbox is under the domain of such a country', async () => {
    const [blocked, other, none] = await decideWith(
      'blocked_countries',
      ['KP'],
      mail('kim@ministry.kp'),
      mail('anna@example.de'),
      mail('anna@example.com'),
    )
    expect(blocked).toMatchObject({ signals: { 'email.top_level_country': 'KP' } })
    expect(blocked!.rules).toContainEqual({
      id: 'email_of_blocked_country',
      result: 'hit',
      points: 30,
    })
    expect(blocked!.reasons).toContainEqual(
      expect.objectContaining({ code: 'EMAIL_DOMAIN', points: 30 }),
    )
    const resultOf = (decision: Decision | undefined) =>
      decision?.rules.find(({ id }) => id === 'email_of_blocked_country')?.result
    expect(resultOf(other)).toBe('no_hit')
    // `com` is no country's: that cannot be told, and is not held against the order.
    expect(resultOf(none)).toBe('unknown')
  })
})

describe('a network', () => {
  it.each([
    ['8.8.8.0/24', '8.8.8.77', '8.8.9.1'],
    ['2001:4860::/32', '2001:4860:4860::8888', '2001:4861::1'],
  ])('on a list declines the addresses inside it: %s', async (network, inside, outside) => {
    const [hit, miss] = await decideWith(
      'blocked_ip_ranges',
      [network],
      from(inside),
      from(outside),
    )
    expect(hit).toMatchObject({ outcome: 'decline', signals: { 'list.blocked_ip_ranges': true } })
    expect(codes(hit!)).toContain('DENY_LIST')
    expect(miss).toMatchObject({ signals: { 'list.blocked_ip_ranges': false } })
    expect(codes(miss!)).not.toContain('DENY_LIST')
  })

  it('inside another one lasts as long as the one that lasts longest', async () => {
    const soon = new Date(Date.now() + SOON_MS).toISOString()
    await change('blocked_ip_ranges', {
      add: [{ value: '8.8.0.0/16' }, { value: '8.8.8.0/24', expires_at: soon }],
    })
    await change('blocked_ip_ranges', { add: [{ value: '9.9.9.0/24', expires_at: soon }] })
    const isOn = async (ipAddress: string) =>
      (await decide(from(ipAddress))).signals['list.blocked_ip_ranges']
    await expect.poll(() => isOn('9.9.9.9'), { timeout: 20_000 }).toBe(false)
    expect(await isOn('8.8.8.8')).toBe(true)
    await change('blocked_ip_ranges', { remove: ['8.8.0.0/16', '8.8.8.0/24', '9.9.9.0/24'] })
  })
})

describe('a wildcard', () => {
  it.each([
    ['blocked_emails', '*@example.net', mail('anyone@example.net'), mail('a@mail.example.net')],
    ['blocked_emails', 'anna+*@example.net', mail('anna+1@example.net'), mail('ann@example.net')],
    ['blocked_email_domains', '*.example.net', mail('a@mail.example.net'), mail('a@example.net')],
    [
      'blocked_devices',
      'bot-*',
      { device: { device_id: 'bot-9' } },
      { device: { device_id: 'bo' } },
    ],
    ['blocked_addresses', '* | 10-115 | DE', {}, { shipping: addressIn('DE') }],
  ])('on the list %s declines whom it stands for: %s', async (name, pattern, hit, miss) => {
    const [declined, other] = await decideWith(name, [pattern], hit, miss)
    expect(declined).toMatchObject({ outcome: 'decline', signals: { [`list.${name}`]: true } })
    expect(codes(declined!)).toContain('DENY_LIST')
    expect(other).toMatchObject({ signals: { [`list.${name}`]: false } })
    expect(codes(other!)).not.toContain('DENY_LIST')
  })

  it('never stands for a public suffix, and the refusal says what to do', async () => {
    for (const [name, value] of [
      ['blocked_email_domains', '*.co.uk'],
      ['blocked_email_domains', 'com'],
      ['blocked_emails', '*@co.uk'],
    ]) {
      const answer = await server.post(`/v1/lists/${name}/items`, { value })
      expect(answer).toMatchObject({
        status: 422,
        body: {
          code: 'invalid_body',
          errors: [{ pointer: '/value', message: expect.stringContaining('is a public suffix') }],
        },
      })
      expect(JSON.stringify(answer.body)).not.toContain('co.uk')
    }
  })

  it('is removed by what it was added by', async () => {
    await change('blocked_devices', { add: [{ value: 'bot-*' }] })
    const answer = await server.post('/v1/lists/blocked_devices/bulk', { remove: ['bot-*'] })
    expect(answer).toMatchObject({ body: { removed: 1 } })
  })
})

describe('what a rule asks with `in lists.NAME`', () => {
  const ruleset = {
    name: 'card-testing',
    checkpoints: ['payment'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    lists: ['hosts', 'mail_hosts'],
    rules: [
      { id: 'text', when: 'email.domain in lists.hosts', when_unknown: 'skip', weight: 10 },
      { id: 'domain', when: 'email.domain in lists.mail_hosts', when_unknown: 'skip', weight: 10 },
    ],
  }
  const result = async (id: string, domain: string) => {
    const { rules } = await decide({
      event: { type: 'payment_attempt' },
      ...mail(`anna@${domain}`),
    })
    return rules.find((rule) => rule.id === id)?.result
  }

  beforeAll(async () => {
    await make('hosts', 'string')
    await make('mail_hosts', 'email_domain')
    await server.put('/v1/rulesets/card-testing/draft', { ruleset })
    const { status } = await server.post('/v1/rulesets/card-testing/publish', { version: 2 })
    if (status !== 200) throw new Error(`publishing answered ${status}`)
  })

  it('matches values, wildcards and domains, and nothing that has expired', async () => {
    const soon = new Date(Date.now() + SOON_MS).toISOString()
    await change('hosts', {
      add: [{ value: 'mail-*', expires_at: soon }, { value: 'example.org' }],
    })
    await change('mail_hosts', { add: [{ value: 'example.net', expires_at: soon }] })
    expect(await result('text', 'example.org')).toBe('hit')
    expect(await result('text', 'mail-7.example')).toBe('hit')
    expect(await result('text', 'example.net')).toBe('no_hit')
    expect(await result('domain', 'mail.example.net')).toBe('hit')
    const later = { timeout: 20_000 }
    await expect.poll(() => result('text', 'mail-7.example'), later).toBe('no_hit')
    await expect.poll(() => result('domain', 'mail.example.net'), later).toBe('no_hit')
    expect(await result('text', 'example.org')).toBe('hit')
  })
})

describe('a hit on a watch list', () => {
  it('is a reason without points, and changes nothing else', async () => {
    const before = await decide(mail('watched@example.net'))
    const [after] = await decideWith(
      'watched_emails',
      ['watched@example.net'],
      mail('watched@example.net'),
    )
    const watched = { code: 'WATCH_LIST', text: 'on the watch list `watched_emails`', points: 0 }
    expect(before.reasons).not.toContainEqual(watched)
    expect(after!.reasons.at(-1)).toEqual(watched)
    // What the rules took off is all that was taken off.
    const points = (of: readonly { points: number }[]) =>
      of.reduce((sum, each) => sum + each.points, 0)
    expect(points(after!.reasons)).toBe(points(after!.rules))
    expect(after!.rules.map(({ id }) => id)).toEqual(before.rules.map(({ id }) => id))
  })

  it('begins and ends with the standing of the list', async () => {
    await make('seen', 'email')
    await change('seen', { add: [{ value: 'seen@example.net' }] })
    const isTold = async () => codes(await decide(mail('seen@example.net'))).includes('WATCH_LIST')
    expect(await isTold()).toBe(false)
    const answer = await server.put('/v1/lists/seen', { standing: 'watch', description: 'April' })
    expect(answer).toMatchObject({
      status: 200,
      body: { standing: 'watch', description: 'April', items_count: 1 },
    })
    expect(await isTold()).toBe(true)
    await server.put('/v1/lists/seen', { standing: 'none' })
    expect(await server.get('/v1/lists/seen')).toMatchObject({ body: { description: 'April' } })
    expect(await isTold()).toBe(false)
  })
})

it('the lists of a new shop say what they are for', async () => {
  const { body } = await server.get('/v1/lists?limit=200')
  const standings = (body as { items: { name: string; standing: string }[] }).items
  for (const { name, standing } of standings) {
    if (name.startsWith('blocked_')) expect([name, standing]).toEqual([name, 'deny'])
    if (name.startsWith('trusted_')) expect([name, standing]).toEqual([name, 'allow'])
    if (name.startsWith('watched_')) expect([name, standing]).toEqual([name, 'watch'])
  }
  expect(standings.length).toBeGreaterThan(10)
})
