import {
  EVENT_KINDS,
  EVENT_SCHEMAS,
  type OrderEvent,
  type Parsed,
  type PersonalMark,
  type Privacy,
} from '@gatehouse/contract'
import { unpackWindowEvent } from '@gatehouse/signals'
import type { JournalRecord } from '@gatehouse/store'
import { beforeAll, describe, expect, it } from 'vitest'
import { compilePersonalSplit } from '../src/personal-fields.ts'
import { withPersonalValues } from '../src/sealed-event.ts'
import { gatewayOver, openSources, openTables, runtimeOf } from './shop.ts'

interface Node {
  readonly 'x-personal'?: PersonalMark
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly format?: string
}

/** An event with a value of its own in every field that the schema calls personal, by path. */
function filled(schema: Node, values: Map<string, string>, path = ''): unknown {
  const below = (name: string | number) => (path === '' ? `${name}` : `${path}.${name}`)
  const personal = (at: string, text = `personal-${values.size + 1}-value`) => {
    values.set(at, text)
    return text
  }
  switch (schema['x-personal']) {
    case true: {
      const number = values.size + 1
      return personal(path, schema.format === 'ip' ? `198.51.100.${number}` : undefined)
    }
    case 'id':
      return personal(path, `personal-${values.size + 1}@example.com`)
    case 'texts':
      return {
        note: personal(below('note')),
        'gift.to': personal(below('gift.to')),
        years: 3,
        is_new: true,
        plain: 'plain',
      }
    case undefined:
  }
  if (schema.items !== undefined) {
    return [0, 1].map((index) => filled(schema.items!, values, below(index)))
  }
  if (schema.properties === undefined) return 'plain'
  return Object.fromEntries(
    Object.entries(schema.properties).map(([name, node]) => [
      name,
      filled(node, values, below(name)),
    ]),
  )
}

const options = { plainInputs: new Set(['plain']), token: () => 'a-token' }

describe('the split of personal fields', () => {
  it.each(EVENT_KINDS)('takes every personal value out of a %s event, and only those', (kind) => {
    const schema = EVENT_SCHEMAS[kind] as Node
    const personal = new Map<string, string>()
    const event = filled(schema, personal)
    const split = compilePersonalSplit(schema)(event, options)
    const text = JSON.stringify(split.event)
    for (const value of personal.values()) expect(text).not.toContain(value)
    expect(split.values).toEqual(Object.fromEntries(personal))
    const plain = (of: unknown) => JSON.stringify(of).split('"plain"').length
    expect(plain(split.event)).toBe(plain(event))
  })

  it.each(EVENT_KINDS)('of a %s event is undone by what was sealed', (kind) => {
    const schema = EVENT_SCHEMAS[kind] as Node
    const event = filled(schema, new Map())
    const split = compilePersonalSplit(schema)(event, options)
    expect(withPersonalValues(split.event as Parsed<OrderEvent>, split.values)).toEqual(event)
  })

  it('knows who an order is of: name, address, phone, email, IP address, and what they wrote', () => {
    const personal = new Map<string, string>()
    filled(EVENT_SCHEMAS.order as Node, personal)
    expect([...personal.keys()]).toEqual(
      expect.arrayContaining([
        'device.ip_address',
        'device.user_agent',
        'email.address',
        'billing.last_name',
        'billing.phone_number',
        'shipping.address',
        'shipping.postal',
        'account.user_id',
        'order.referrer_uri',
        'order.note',
        'session.landing_page',
        'custom_inputs.note',
      ]),
    )
  })

  it('keeps numbers, flags and the texts that the shop calls plain of the custom inputs', () => {
    const inputs = { loyalty_years: 4, is_vip: true, plain: 'north', greeting: 'for Erika' }
    const split = compilePersonalSplit(EVENT_SCHEMAS.order)({ custom_inputs: inputs }, options)
    expect(split).toEqual({
      event: { custom_inputs: { loyalty_years: 4, is_vip: true, plain: 'north' } },
      values: { 'custom_inputs.greeting': 'for Erika' },
    })
  })

  it('leaves the event that was sent as it was', () => {
    const event = { email: { address: 'erika@example.com', domain: 'example.com' } }
    compilePersonalSplit(EVENT_SCHEMAS.order)(event, options)
    expect(event.email.address).toBe('erika@example.com')
  })
})

describe('the id of an account', () => {
  const split = (id: string) => {
    const event = { account: { user_id: id } }
    const { event: kept, values } = compilePersonalSplit(EVENT_SCHEMAS.order)(event, options)
    return {
      kept: (kept as Partial<typeof event>).account?.user_id,
      sealed: values['account.user_id'],
    }
  }

  it.each([
    '4711',
    '1000317',
    'u-4711',
    '000012345678',
    '550e8400-e29b-41d4-a716-446655440000',
    'erika_m',
    '2024-000123',
    '41555526711234567890',
    '@home',
  ])('stays as it is: %s', (id) => {
    expect(split(id)).toEqual({ kept: id, sealed: undefined })
  })

  it.each([
    'erika@example.com',
    'ERIKA+shop@EXAMPLE.co.uk',
    'mailto:erika@example.com',
    '+49 151 23456789',
    '+4915123456789',
    '004915123456789',
    '0151 23456789',
    '(0151) 234-5678',
    '(415) 555-2671',
    '415 555 2671',
    '415-555-2671',
    '415.555.2671',
  ])('is a token where it is an email address or a phone number: %s', (id) => {
    expect(split(id)).toEqual({ kept: 'a-token', sealed: id })
  })

  it.each(['203.0.113.7', '2001:db8::7'])('is left out where it is an IP address: %s', (id) => {
    expect(split(id)).toEqual({ kept: undefined, sealed: id })
  })
})

describe('what is recorded of an order', () => {
  const secrets = {
    ip: '8.8.8.8',
    email: 'erika.mustermann@example.com',
    family: 'Mustermann',
    street: 'Heidestrasse 17',
    postcode: '51147',
    phone: '02203123456',
  }
  const address = {
    last_name: secrets.family,
    address: secrets.street,
    city: 'Köln',
    postal: secrets.postcode,
    country: 'DE',
    phone_number: secrets.phone,
  }
  const order: OrderEvent = {
    device: { ip_address: secrets.ip, device_id: 'd-1' },
    account: { user_id: '4711' },
    email: { address: secrets.email },
    billing: address,
    shipping: address,
    order: { amount: 129.9, currency: 'EUR' },
  }
  const records = new Map<Privacy, JournalRecord>()

  beforeAll(async () => {
    const reference = await openTables()
    for (const privacy of ['standard', 'minimal'] as const) {
      const gateway = gatewayOver(openSources(reference), runtimeOf(privacy), async (record) => {
        records.set(privacy, record)
        return { state: 'stored' }
      })
      await gateway.decide({ shopId: 'shop', event: order, type: 'purchase', reservation: null })
    }
  })

  it.each(['standard', 'minimal'] as const)('has no personal value in the clear: %s', (privacy) => {
    const { eventJson, decisionJson } = records.get(privacy)!
    const stored = `${Buffer.from(eventJson).toString()}${Buffer.from(decisionJson!).toString()}`
    expect(stored).toContain('"user_id":"4711"')
    for (const value of Object.values(secrets)) expect(stored).not.toContain(value)
  })

  it('seals the values under a token of the account: standard', () => {
    const { sealed } = records.get('standard')!
    const values: unknown = JSON.parse(Buffer.from(sealed!.bytes).toString())
    expect(values).toMatchObject({
      'device.ip_address': secrets.ip,
      'email.address': secrets.email,
      'shipping.address': secrets.street,
    })
  })

  it('seals nothing: minimal', () => {
    expect(records.get('minimal')!.sealed).toBeNull()
  })

  it('keeps no window key of the IP and shipping address, and those of the others: minimal', () => {
    const entities = (privacy: Privacy) => {
      const unpacked = unpackWindowEvent(records.get(privacy)!.window!)
      if (!unpacked.ok) throw new Error(unpacked.issues.join('; '))
      return Object.keys(unpacked.event.keys).sort()
    }
    const coarse = ['amount_band', 'as_number']
    const names = ['account', 'device', 'email', 'email_domain', 'person_name', 'phone', ...coarse]
    const all = [...names, 'ip', 'network', 'shipping_address', 'postcode', 'postcode_area']
    expect(entities('standard')).toEqual(all.sort())
    expect(entities('minimal')).toEqual(names.sort())
  })
})
