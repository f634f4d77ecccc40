import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeCutValueModel, packCutValues, unpackCutValues } from './cut-value-model.ts'
import { samplePeople } from './cut-value-samples.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'

it('the model of format 2 never changes: sealed values are read with it for ever', () => {
  const { counts, cutter } = makeCutValueModel()
  const texts = samplePeople().map((values) => cutter.cut(values))
  const hash = createHash('sha256')
    .update(JSON.stringify([counts, texts]))
    .digest('hex')
  expect(hash).toMatchInlineSnapshot(
    `"5b36d8993008d13f6b42b7796a8ecb2658ed798cf3fc9f776c9630b8487e894d"`,
  )
})

describe('values come back', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    // Pieces of what is cut, in any order.
    fc
      .array(
        fc.oneof(
          fc.constantFrom('Mozilla/', ' (Linux; Android 14; ', ' Build/', '; ', ')', '.', '@', '/'),
          fc.constantFrom('https://', '10_15_7', '537.36', '"', '\\', 'K', '\u00ff', '*', '}', ','),
          fc.string({ maxLength: 4 }),
          fc.nat().map(String),
        ),
      )
      .map((pieces) => pieces.join('')),
  )
  const names = [
    'device.user_agent',
    'device.ip_address',
    'email.address',
    'billing.first_name',
    'order.referrer_uri',
    'custom_inputs.note',
    'session.landing_page',
    '*',
  ]

  it('whatever they are', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), text),
        (values) => {
          expect(unpackCutValues(packCutValues(values))).toEqual({ ...values })
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('of every invented person', () => {
    for (const person of samplePeople()) {
      expect(unpackCutValues(packCutValues(person))).toEqual(person)
    }
  })

  it('none at all', () => expect(unpackCutValues(packCutValues({}))).toEqual({}))
})

describe('what they take', () => {
  const bytes = (values: Record<string, string>) => packCutValues(values).length
  const address = { 'device.ip_address': '203.0.113.77' }

  it('a customer takes less than a fourth of the JSON', () => {
    const values = {
      ...address,
      'device.user_agent': CHROME,
      'email.address': 'zofia.wrona@example.org',
      'billing.first_name': 'Zofia',
      'billing.last_name': 'Wrona',
      'billing.address': '12 Ulica Długa',
      'billing.city': 'Kraków',
      'billing.postal': '31-147',
      'billing.phone_number': '+48 601 234 567',
      'shipping.first_name': 'Zofia',
      'shipping.last_name': 'Wrona',
      'shipping.address': '12 Ulica Długa',
      'shipping.postal': '31-147',
    }
    expect(bytes(values) * 4).toBeLessThan(JSON.stringify(values).length)
  })

  it('a browser of a version that nobody has seen takes 6 bytes at most', () => {
    const agent = CHROME.replace('142', '311')
    expect(bytes({ ...address, 'device.user_agent': agent }) - bytes(address)).toBeLessThan(7)
  })

  it('a user agent of no known kind costs no more than its characters', () => {
    const agent = 'Zorblax (QuuxOS; Frobnicator) Wibble~Wobble'
    const more = bytes({ ...address, 'device.user_agent': agent }) - bytes(address)
    expect(more).toBeLessThan(agent.length + 8)
  })
})
