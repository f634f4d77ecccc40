import {
  parseEvent,
  unknownBecause,
  type ListKind,
  type OrderEvent,
  type Reference,
  type SignalValue,
} from '@gatehouse/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { listContentsOf } from '../src/lists/list-contents.ts'
import { listValue } from '../src/lists/list-value.ts'
import { writeTokenText } from '../src/lists/token-text.ts'
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
  const value = listValue(kind, item, { reference, tokenise: token })
  if (!value.ok) throw new Error(value.message)
  const contents = listContentsOf(kind, [[value.value, expiresAtMs]])
  const list = { name: 'asked', kind, standing: 'none', revision: 1, contents } as const
  const runtime = runtimeOf('standard', [list])
  const event = parseEvent(body, {
    eventId: 'e',
    shopId: SHOP_ID,
    receivedAt: new Date(NOW_MS).toISOString(),
    type: 'purchase',
  })
  const { signals } = await observe(runtime, openSources(reference), event, NOW_MS, 'id')
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
    ['address', 'Hauptstr. 5|10115|DE', { shipping: { ...street, address: 'Haupt-Straße Nr. 5' } }],
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
    const value = listValue('email', 'erika@example.com', { reference, tokenise: token })
    expect(value).toEqual({
      ok: true,
      value: Buffer.from(token('email', 'erika@example.com')).toString('base64url'),
      spelled: 'erika@example.com',
    })
  })
})

const mail = (address: string): OrderEvent => ({ email: { address } })
const item = (sku: string): OrderEvent => ({ shopping_cart: [{ sku }] })
const md5 = 'd41d8cd98f00b204e9800998ecf8427e'

describe('a wildcard', () => {
  it.each<[ListKind, string, OrderEvent]>([
    ['email', '*@Example.com', mail('anyone@example.com')],
    ['email', '*@googlemail.com', mail('anyone@gmail.com')],
    ['email', '*@müller.example', mail('anna@xn--mller-kva.example')],
    ['email', '*@example.com', { email: { address: md5, domain: 'example.com' } }],
    ['email', 'anna+*@example.com', mail('anna+spring@example.com')],
    ['email', 'anna+*@example.com', mail('Anna@example.com')],
    ['email_domain', '*.example.com', mail('a@mail.example.com')],
    ['email_domain', '*.Example.com.', mail('a@very.deep.example.com')],
    ['email_domain', 'müller.example', mail('a@xn--mller-kva.example')],
    ['email_domain', 'example.com', { email: { address: md5, domain: 'example.com' } }],
    ['device', 'bot-*', { device: { device_id: 'bot-77' } }],
    ['device', 'bot-*', { device: { device_id: 'bot-' } }],
    ['account', 'test\\*user*', { account: { user_id: 'test*user-9' } }],
    ['account', 'star\\*', { account: { user_id: 'star*' } }],
    ['sku', 'GIFT-*', item('GIFT-50')],
    ['sku', 'a\\*b', item('a*b')],
    ['bin', '424242', { credit_card: { issuer_id_number: '42424299' } }],
    ['address', '*|10115|DE', { shipping: { ...street, address: 'Any Street 9' } }],
    ['address', '* | 101-15 | de', { shipping: street }],
    ['ip_range', '198.51.100.77/24', { device: { ip_address: '198.51.100.1' } }],
    ['ip_range', '198.51.100.77', { device: { ip_address: '198.51.100.77' } }],
    ['ip_range', '2001:db8::/32', { device: { ip_address: '2001:DB8:ffff::1' } }],
  ])('of a list of kind %s: %s finds %j', async (kind, pattern, event) => {
    expect(await isListed(kind, pattern, event)).toBe(true)
  })

  it.each<[ListKind, string, OrderEvent]>([
    ['email', '*@example.com', mail('a@mail.example.com')],
    ['email', '*@example.com', mail('a@myexample.com')],
    ['email', 'anna+*@example.com', mail('hanna+x@example.com')],
    ['email_domain', '*.example.com', mail('a@example.com')],
    ['email_domain', '*.example.com', mail('a@badexample.com')],
    ['device', 'bot-*', { device: { device_id: 'bot' } }],
    ['device', 'bot-*', { device: { device_id: 'Bot-77' } }],
    ['account', 'star\\*', { account: { user_id: 'star-7' } }],
    ['sku', 'GIFT-*', item('XGIFT-50')],
    ['bin', '42424211', { credit_card: { issuer_id_number: '424242' } }],
    ['address', '*|10115|DE', { shipping: { ...street, postal: '10117' } }],
    ['address', '*|10115|DE', { shipping: { ...street, country: 'AT' } }],
    ['ip_range', '2001:db8::/32', { device: { ip_address: '2001:db9::1' } }],
  ])('of a list of kind %s: %s does not find %j', async (kind, pattern, event) => {
    expect(await isListed(kind, pattern, event)).toBe(false)
  })

  it.each<[ListKind, string, RegExp]>([
    ['email', '*@co.uk', /public suffix/],
    ['email', '*@com', /public suffix/],
    ['email', '*@*.example.com', /kind `email_domain`/],
    ['email', 'a*@example.com', /kind `email_domain`/],
    ['email', '*', /kind `email_domain`/],
    ['email', '+*@example.com', /kind `email_domain`/],
    ['email_domain', 'com', /public suffix/],
    ['email_domain', '*.com', /public suffix/],
    ['email_domain', '*.co.uk', /public suffix/],
    ['email_domain', 'github.io', /public suffix.*`email.domain` in a rule/],
    ['email_domain', '*.*.example.com', /must be a domain/],
    ['email_domain', 'exam*.com', /must be a domain/],
    ['email_domain', 'anna@example.com', /kind `email`/],
    ['ip', '198.51.100.*', /kind `ip_range`/],
    ['ip', '198.51.100.0/24', /kind `ip_range`/],
    ['ip_range', '0.0.0.0/0', /at least \/8/],
    ['ip_range', '2001::/15', /at least \/16/],
    ['ip_range', '198.51.100.*', /198.51.100.0\/24/],
    ['phone', '+4930*', /no wildcard/],
    ['card', 'tok_*', /kind `bin`/],
    ['bin', '4242*', /6 or 8 digits/],
    ['country', '*', /ISO 3166/],
    ['country', 'UK', /`GB`/],
    ['country', 'XX', /ISO 3166/],
    ['device', 'b*', /3 to 32 characters/],
    ['account', `${'a'.repeat(33)}*`, /3 to 32 characters/],
    ['account', 'a*b', /only stand at the end/],
    ['sku', '*', /must not be empty/],
    ['string', 'a*b*', /only stand at the end/],
    ['string', 'a\u0007b', /control character/],
    ['address', '1 High*|10115|DE', /a wildcard can stand for nothing less/],
    ['address', '*|*|DE', /a wildcard can stand for nothing less/],
    ['address', '*|10115|', /a wildcard can stand for nothing less/],
    ['address', '-|10115|DE', /street\|postcode/],
  ])('is refused in a list of kind %s: %s', (kind, pattern, message) => {
    const value = listValue(kind, pattern, { reference, tokenise: token })
    expect(value).toEqual({ ok: false, message: expect.stringMatching(message) })
  })

  it('is kept without what it is about where the list keeps tokens', () => {
    for (const [kind, pattern, personal] of [
      ['email', '*@mueller-berlin.example', 'mueller'],
      ['account', 'mueller*', 'mueller'],
      ['address', '*|10115|DE', '10115'],
    ] as const) {
      const value = listValue(kind, pattern, { reference, tokenise: token })
      expect(value).toEqual({
        ok: true,
        value: expect.stringMatching(/^[a-z]+(?:\.7)?:[\w-]{22}$/),
      })
      expect(JSON.stringify(value)).not.toContain(personal)
    }
  })
})

describe('public addresses only', () => {
  it.each<[ListKind, string, boolean]>([
    ['ip', '8.8.8.8', true],
    ['ip', '192.168.1.1', false],
    ['ip', '2001:db8::1', false],
    ['ip_range', '8.8.8.0/24', true],
    ['ip_range', '10.0.0.0/8', false],
    ['ip_range', '203.0.0.0/8', false],
  ])('%s %s: %s', (kind, text, isTaken) => {
    const value = listValue(kind, text, { reference, tokenise: token, publicOnly: true })
    expect(value.ok).toBe(isTaken)
    expect(listValue(kind, text, { reference, tokenise: token }).ok).toBe(true)
  })
})

describe('an exported token', () => {
  const parts = () => ({ reference, tokenise: token })
  const stored = (kind: ListKind, text: string) => {
    const value = listValue(kind, text, parts())
    if (!value.ok) throw new Error(value.message)
    return value.value
  }

  it.each<[ListKind, string]>([
    ['email', 'anna@example.com'],
    ['email', '*@example.com'],
    ['account', 'test*'],
    ['address', '*|10115|DE'],
  ])('comes back as what it was: %s %s', (kind, text) => {
    const value = stored(kind, text)
    expect(stored(kind, writeTokenText(value, token))).toBe(value)
  })

  it('is refused by another shop, where it would match nothing', () => {
    const other = writeTokenText(stored('email', 'anna@example.com'), (field, value) =>
      token(`other ${field}`, value),
    )
    const value = listValue('email', other, parts())
    expect(value).toEqual({ ok: false, message: expect.stringContaining('another shop') })
  })

  it('is refused by a list of another kind, and where it is none', () => {
    const pattern = writeTokenText(stored('account', 'test*'), token)
    expect(listValue('email', pattern, parts()).ok).toBe(false)
    expect(listValue('account', writeTokenText('prefix.4:x', token), parts()).ok).toBe(false)
  })
})
