import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exampleOrder } from '../examples.ts'
import { accepts, complaints } from '../validator.case.ts'
import { accountEventSchema } from './account.ts'
import { orderEventSchema, sharedBlocks } from './order.ts'

const spec = JSON.parse(
  readFileSync(new URL('../../../../spec/contract/minfraud-fields.json', import.meta.url), 'utf8'),
) as { fields: [pointer: string, values: unknown[]][]; account_event_types: string[] }

/** `/a/0/b` and a value as `{a: [{b: value}]}`. */
function bodyWith(pointer: string, value: unknown): unknown {
  return pointer
    .slice(1)
    .split('/')
    .reduceRight((inner: unknown, step) => (step === '0' ? [inner] : { [step]: inner }), value)
}

describe('order event', () => {
  it.each(spec.fields)('accepts the minFraud field %s', (pointer, values) => {
    for (const value of values) {
      expect(complaints(orderEventSchema, bodyWith(pointer, value))).toEqual([])
    }
  })

  it('accepts all minFraud fields at once', () => {
    const all: Record<string, Record<string, unknown>> = {}
    for (const [pointer, [value]] of spec.fields) {
      const [block = '', ...rest] = pointer.slice(1).split('/')
      if (block === 'shopping_cart') continue
      ;(all[block] ??= {})[rest.join('/')] = value
    }
    expect(complaints(orderEventSchema, all)).toEqual([])
  })

  it('leaves minFraud account events to the account schema', () => {
    for (const type of spec.account_event_types) {
      expect(accepts(orderEventSchema, { event: { type } })).toBe(false)
      expect(accepts(accountEventSchema, { event: { type } })).toBe(true)
    }
  })

  it.each(Object.keys(sharedBlocks).filter((name) => name !== 'custom_inputs'))(
    'refuses an unknown field in %s',
    (block) => {
      const inner = { not_a_field: 1 }
      const body = { [block]: block === 'shopping_cart' ? [inner] : inner }
      expect(accepts(orderEventSchema, body)).toBe(false)
    },
  )

  it.each([
    ['an unknown block', { evnt: {} }],
    ['an unknown field in a nested block', { payment: { three_d_secure: { colour: 1 } } }],
    ['an unknown field in a list', { behaviour: { fields: [{ name: 'a', text: 'typed' }] } }],
    ['a number where an id belongs', { event: { transaction_id: 1 } }],
    ['a text where an amount belongs', { order: { amount: '12.34' } }],
    ['null', { billing: null }],
    ['a negative amount', { order: { amount: -1 } }],
    ['an amount beyond the bound', { order: { amount: 1e14 } }],
    ['a country in lower case', { billing: { country: 'us' } }],
    ['an IP address with a port', { device: { ip_address: '203.0.113.1:80' } }],
    ['a time without a zone', { event: { time: '2026-03-01T00:00:00' } }],
    ['a leap second', { event: { time: '2016-12-31T23:59:60Z' } }],
    ['a day that does not exist', { event: { time: '2026-02-30T00:00:00Z' } }],
    ['the zero time of Go', { account: { created_at: '0001-01-01T00:00:00Z' } }],
    ['a time with a blank', { event: { time: '2026-03-01 00:00:00Z' } }],
    ['a card number as a token', { credit_card: { token: '4242424242424242' } }],
    ['a field for the card number', { credit_card: { number: '4242' } }],
    ['a list in custom inputs', { custom_inputs: { a: [1] } }],
    ['a key with a space in custom inputs', { custom_inputs: { 'a b': 1 } }],
    ['1,001 lines in the cart', { shopping_cart: Array.from({ length: 1001 }, () => ({})) }],
  ])('refuses %s', (_what, body) => {
    expect(accepts(orderEventSchema, body)).toBe(false)
  })

  it('is the same after a round trip through JSON', () => {
    const address = fc.record(
      { city: fc.string({ maxLength: 255 }), country: fc.constantFrom('DE', 'US', 'FR') },
      { requiredKeys: [] },
    )
    const event = fc.record(
      {
        event: fc.record({ transaction_id: fc.string({ maxLength: 255 }) }),
        billing: address,
        shipping: address,
        order: fc.record({
          amount: fc.double({ min: 0, max: 1e14 - 1, noNaN: true }),
          currency: fc.constantFrom('EUR', 'JPY'),
        }),
        shopping_cart: fc.array(
          fc.record({ item_id: fc.string({ maxLength: 255 }), quantity: fc.nat() }),
          { maxLength: 5 },
        ),
        custom_inputs: fc.dictionary(
          fc.stringMatching(/^[A-Za-z0-9_.-]{1,64}$/),
          fc.oneof(fc.boolean(), fc.string({ maxLength: 255 })),
          { maxKeys: 5 },
        ),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(event, (generated) => {
        const travelled: unknown = JSON.parse(JSON.stringify(generated))
        expect(complaints(orderEventSchema, travelled)).toEqual([])
        expect(JSON.stringify(travelled)).toBe(JSON.stringify(generated))
      }),
    )
  })

  it('accepts only times that a program can read', () => {
    const time = fc
      .date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString())
    fc.assert(
      fc.property(time, fc.constantFrom('Z', '+02:00', '-11:30'), (text, zone) => {
        const zoned = text.replace('Z', zone)
        expect(accepts(orderEventSchema, { event: { time: zoned } })).toBe(true)
        expect(Date.parse(zoned)).not.toBeNaN()
      }),
    )
  })

  it('accepts its example', () => {
    expect(complaints(orderEventSchema, exampleOrder)).toEqual([])
  })
})
