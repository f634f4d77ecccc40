import { EVENT_KINDS, EVENT_SCHEMAS, type OrderEvent, type Privacy } from '@gatehouse/contract'
import { unpackWindowEvent } from '@gatehouse/signals'
import type { JournalRecord } from '@gatehouse/store'
import { beforeAll, describe, expect, it } from 'vitest'
import { compilePersonalSplit } from '../src/personal-fields.ts'
import { gatewayOver, openSources, openTables, runtimeOf } from './shop.ts'

interface Node {
  readonly 'x-personal'?: boolean
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly format?: string
}

/** An event with a value of its own in every field that the schema calls personal, by path. */
function filled(schema: Node, values: Map<string, string>, path = ''): unknown {
  if (schema['x-personal'] === true) {
    const number = values.size + 1
    const value = schema.format === 'ip' ? `198.51.100.${number}` : `personal-${number}-value`
    values.set(path, value)
    return value
  }
  const below = (name: string | number) => (path === '' ? `${name}` : `${path}.${name}`)
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

describe('the split of personal fields', () => {
  it.each(EVENT_KINDS)('takes every personal value out of a %s event, and only those', (kind) => {
    const schema = EVENT_SCHEMAS[kind] as Node
    const personal = new Map<string, string>()
    const event = filled(schema, personal)
    const split = compilePersonalSplit(schema)(event)
    const text = JSON.stringify(split.event)
    for (const value of personal.values()) expect(text).not.toContain(value)
    expect(split.values).toEqual(Object.fromEntries(personal))
    const plain = (of: unknown) => JSON.stringify(of).split('"plain"').length
    expect(plain(split.event)).toBe(plain(event))
  })

  it('knows who an order is of: name, address, phone, email and IP address', () => {
    const personal = new Map<string, string>()
    filled(EVENT_SCHEMAS.order as Node, personal)
    expect([...personal.keys()]).toEqual(
      expect.arrayContaining([
        'device.ip_address',
        'email.address',
        'billing.last_name',
        'billing.phone_number',
        'shipping.address',
        'shipping.postal',
      ]),
    )
  })

  it('leaves the event that was sent as it was', () => {
    const event = { email: { address: 'erika@example.com', domain: 'example.com' } }
    compilePersonalSplit(EVENT_SCHEMAS.order)(event)
    expect(event.email.address).toBe('erika@example.com')
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
    expect(entities('standard')).toEqual([
      'account',
      'device',
      'email',
      'ip',
      'phone',
      'shipping_address',
    ])
    expect(entities('minimal')).toEqual(['account', 'device', 'email', 'phone'])
  })
})
