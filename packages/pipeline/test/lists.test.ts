import {
  parseEvent,
  unknownBecause,
  type ListKind,
  type OrderEvent,
  type Reference,
  type SignalValue,
} from '@gatehouse/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { listValue } from '../src/list-values.ts'
import { observe } from '../src/observe.ts'
import { NOW_MS, openSources, openTables, runtimeOf, SHOP_ID, token } from './shop.ts'

let reference: Reference

beforeAll(async () => {
  reference = await openTables()
})

/** The signal of a list with one item, for an event: what is written to a list and asked of it. */
async function isListed(
  kind: ListKind,
  item: string,
  body: OrderEvent,
  expiresAtMs = Infinity,
): Promise<SignalValue | undefined> {
  const value = listValue(kind, item, reference, token)
  if (!value.ok) throw new Error(value.message)
  const items = new Map([[value.value, expiresAtMs]])
  const runtime = runtimeOf('standard', [{ name: 'asked', kind, revision: 1, items }])
  const event = parseEvent(body, {
    eventId: 'e',
    shopId: SHOP_ID,
    receivedAt: new Date(NOW_MS).toISOString(),
    type: 'purchase',
  })
  const { signals } = await observe(runtime, openSources(reference), event, NOW_MS)
  return signals.at(-1)
}

const street = { address: '1 High Street', city: 'Berlin', postal: '10115', country: 'DE' }

describe('an entity on a list', () => {
  it.each<[ListKind, string, OrderEvent]>([
    ['email', 'Erika.Muster+shop@googlemail.com', { email: { address: 'erikamuster@gmail.com' } }],
    ['email', 'erika@example.com', { email: { address: 'Erika+2@EXAMPLE.com' } }],
    ['ip', '::ffff:203.0.113.24', { device: { ip_address: '203.0.113.24' } }],
    ['ip', '2001:db8:1:2::1', { device: { ip_address: '2001:DB8:1:2:ffff::9' } }],
    ['ip_range', '203.0.113.0/24', { device: { ip_address: '203.0.113.24' } }],
    ['phone', '+49 30 901820', { billing: { phone_number: '030/901820', country: 'DE' } }],
    ['address', '1 High Street|10115|DE', { shipping: { ...street, address: '1, high-street' } }],
    ['address', 'Café Straße 5|10115|DE', { shipping: { ...street, address: 'cafe straße 5' } }],
    ['account', ' 4711 ', { account: { user_id: '4711' } }],
    ['card', 'tok_1', { credit_card: { token: 'tok_1' } }],
    ['bin', '424242', { credit_card: { issuer_id_number: '424242' } }],
    ['email_domain', '@Example.com', { email: { address: 'a@mail.example.com' } }],
    ['country', 'de', { billing: { country: 'DE' } }],
    ['sku', 'sneaker-42', { shopping_cart: [{ sku: 'sneaker-42' }] }],
  ])('is found in another spelling: %s %s', async (kind, item, event) => {
    expect(await isListed(kind, item, event)).toBe(true)
  })

  it.each<[ListKind, string, OrderEvent]>([
    ['email', 'erika@example.com', { email: { address: 'erik@example.com' } }],
    ['email', 'e.rika@example.com', { email: { address: 'erika@example.com' } }],
    ['ip', '2001:db8:1:2::1', { device: { ip_address: '2001:db8:1:3::1' } }],
    ['address', '1 High Street|10115|DE', { shipping: { ...street, postal: '10117' } }],
    ['email_domain', 'example.com', { email: { address: 'a@myexample.com' } }],
  ])('is not another one that looks like it: %s %s', async (kind, item, event) => {
    expect(await isListed(kind, item, event)).toBe(false)
  })

  it('is no longer on it once its entry has expired', async () => {
    const event: OrderEvent = { email: { address: 'erika@example.com' } }
    expect(await isListed('email', 'erika@example.com', event, NOW_MS)).toBe(false)
    expect(await isListed('email', 'erika@example.com', event, NOW_MS + 1)).toBe(true)
  })

  it('is unknown when the event does not carry it', async () => {
    expect(await isListed('email', 'erika@example.com', {})).toEqual(unknownBecause('not_sent'))
  })

  it('is kept as a token where it says who a person is', () => {
    const value = listValue('email', 'erika@example.com', reference, token)
    expect(value).toEqual({
      ok: true,
      value: Buffer.from(token('email', 'erika@example.com')).toString('base64url'),
    })
  })
})
