import { parseEvent, type EventType, type OrderEvent, type Reference } from '@gatehouse/contract'
import { compileSignalPlan } from '@gatehouse/signals'
import { beforeAll, describe, expect, it } from 'vitest'
import { entitiesOf } from '../src/entities.ts'
import { openTables, SHOP_ID } from './shop.ts'

const plan = compileSignalPlan([])
let reference: Reference

beforeAll(async () => {
  reference = await openTables()
}, 300_000)

/** What each entity of an event is spelled like, before it becomes a token. */
function spelled(
  body: OrderEvent,
  type: EventType = 'purchase',
  amountMinor: number | null = null,
): Record<string, string> {
  const event = parseEvent(body, {
    eventId: 'e',
    shopId: SHOP_ID,
    receivedAt: '2026-03-01T20:15:30Z',
    type,
  })
  const values: Record<string, string> = {}
  const tokenise = (field: string, value: string): Uint8Array => {
    values[field] = value
    return new Uint8Array(16)
  }
  entitiesOf(event, plan.read(event, reference), tokenise, amountMinor)
  return values
}

describe('the entities of an event', () => {
  it('know one name in any order, case and accent, and take the payer before others', () => {
    const one = spelled({ billing: { first_name: 'Ana', last_name: 'Núñez' } })
    expect(one).toEqual({ person_name: 'ana nunez' })
    expect(spelled({ billing: { first_name: 'NUNEZ', last_name: 'Ana' } })).toEqual(one)
    expect(spelled({ shipping: { last_name: 'Núñez, Ana' } })).toEqual(one)
    expect(spelled({ credit_card: { holder_name: 'ANA NUNEZ' } })).toEqual(one)
  })

  it.each([
    ['81.2.69.160', '81.2.69.0/24'],
    ['2a02:8100:1:2:3:4:5:6', '2a02:8100:1::/48'],
  ])('put %s into the network %s, beside its provider', (ip, network) => {
    const { network: found, as_number: provider } = spelled({ device: { ip_address: ip } })
    expect(found).toBe(network)
    expect(provider).toMatch(/^\d+$/)
  })

  it('tell browsers apart by user agent and language', () => {
    const browser = (accept_language?: string) =>
      spelled({ device: { user_agent: 'agent', ...(accept_language && { accept_language }) } })
    expect(browser('de')['browser']).not.toBe(browser('en')['browser'])
    expect(browser()['browser']).toBe(browser()['browser'])
    expect(spelled({ device: { accept_language: 'de' } })).toEqual({})
  })

  it('tell card numbers apart by their first and last digits, and only by both', () => {
    const digits = { issuer_id_number: '411111', last_digits: '4242' }
    expect(spelled({ credit_card: digits })).toEqual({ bin: '411111', card_digits: '411111 4242' })
    expect(spelled({ credit_card: { last_digits: '4242' } })).toEqual({})
  })

  it('name the order after the sale only', () => {
    const body = { event: { transaction_id: 't1' } }
    expect(spelled(body)).toEqual({})
    expect(spelled(body, 'return_received')).toEqual({ transaction: 't1' })
  })

  it('put the lowest amounts together, the others into powers of two', () => {
    const band = (minor: number) => spelled({}, 'purchase', minor)['amount_band']
    expect([0, 1, 100, 255].map(band)).toEqual(['7', '7', '7', '7'])
    expect([256, 511, 512, 100_000].map(band)).toEqual(['8', '8', '9', '16'])
    expect(spelled({})).toEqual({})
  })
})
