/** From an order over HTTP to a decision, over the real tables and the starter ruleset. */
import { LABEL_NAMES, type Decision } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function decided(order: object, shop?: string): Promise<Decision> {
  const { status, body } = await server.post(
    '/v1/decisions',
    order,
    shop === undefined ? {} : { shop },
  )
  expect(status).toBe(200)
  return body as Decision
}

const resultOf = ({ rules }: Decision, id: string) => rules.find((rule) => rule.id === id)?.result

it('declines a security code that the bank calls wrong, and not one that it does not check', async () => {
  const withCode = (cvv_result: string) =>
    decided({ ...orderOf(), credit_card: { issuer_id_number: '411111', cvv_result } })
  const wrong = await withCode('N')
  expect(wrong.outcome).toBe('decline')
  expect(wrong.reasons[0]).toMatchObject({ code: 'CVV_MISMATCH' })
  const unchecked = await withCode('U')
  expect(unchecked.outcome).toBe('approve')
  expect(resultOf(unchecked, 'cvv_mismatch')).toBe('unknown')
  const right = await withCode('M')
  expect(right.outcome).toBe('approve')
  expect(resultOf(right, 'cvv_mismatch')).toBe('no_hit')
})

it('tells public webmail and digits in the local part', async () => {
  const { signals: public_ } = await decided(orderOf({ email: 'maria1987@gmail.com' }))
  expect(public_).toMatchObject({ 'email.is_free': true, 'email.has_digits': true })
  const { signals: own } = await decided(orderOf({ email: 'maria@siemens.com' }))
  expect(own).toMatchObject({ 'email.is_free': false, 'email.has_digits': false })
})

it('knows a throw-away mailbox by the name of its domain where no list has it', async () => {
  const thrown = await decided(orderOf({ email: 'af3289@tempmail.com' }))
  expect(thrown.signals).toMatchObject({
    'email.is_disposable': false,
    'email.looks_disposable': true,
  })
  expect(thrown.reasons).toContainEqual(
    expect.objectContaining({ code: 'EMAIL_DOMAIN', points: 30 }),
  )
  const { signals } = await decided(orderOf({ email: 'maria@mailtemple.com' }))
  expect(signals['email.looks_disposable']).toBe(false)
})

it('measures from the IP address to where the goods go, apart from where the bill goes', async () => {
  const there = { address: 'Calle Mayor 1', city: 'Madrid', postal: '28013', country: 'ES' }
  const { signals } = await decided({ ...orderOf({ ipAddress: '81.2.69.160' }), shipping: there })
  const toBilling = Number(signals['ip.distance_to_billing_km'])
  const toShipping = Number(signals['ip.distance_to_shipping_km'])
  // The address is in Great Britain, the bill goes to Berlin, the goods to Madrid.
  expect(toBilling).toBeGreaterThan(800)
  expect(toBilling).toBeLessThan(1200)
  expect(toShipping).toBeGreaterThan(1100)
  expect(toShipping).toBeLessThan(1500)
  expect(Number(signals['billing.distance_to_shipping_km'])).toBeGreaterThan(1800)
})

it('holds the sixth order that comes from one IP address within a day', async () => {
  const decisions: Decision[] = []
  for (let n = 0; n < 6; n++) {
    const time = new Date(Date.now() - (6 - n) * 3600_000).toISOString()
    const order = orderOf({ ipAddress: '81.2.69.170' }) as { event: object }
    decisions.push(await decided({ ...order, event: { ...order.event, time } }, 'busy'))
  }
  expect(decisions.map(({ outcome }) => outcome)).toEqual([
    ...Array.from({ length: 5 }, () => 'approve'),
    'review',
  ])
  expect(decisions[5]!.signals['velocity.orders_by_ip_24h']).toBe(5)
})

it('takes every kind of label, each under its own name, and shows them with the decision', async () => {
  const order = orderOf({ eventId: 'labelled' })
  const { id } = await decided(order)
  for (const label of LABEL_NAMES) {
    const answer = await server.post('/v1/labels', { event_id: 'labelled', label })
    expect(answer.status).toBe(201)
  }
  const { body } = await server.get(`/v1/decisions/${id}`)
  const { labels } = body as { labels: { label: string }[] }
  expect(labels.map(({ label }) => label).toSorted()).toEqual([...LABEL_NAMES].toSorted())
  for (const wanted of ['stolen_card', 'friendly_fraud', 'refund_abuse', 'service_complaint'])
    expect(LABEL_NAMES).toContain(wanted)
})
