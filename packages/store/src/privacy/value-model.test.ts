import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeValueCounts, packValues, unpackValues } from './value-model.ts'

it('the model of format 1 never changes: sealed values are read with it for ever', () => {
  const hash = createHash('sha256').update(JSON.stringify(makeValueCounts())).digest('hex')
  expect(hash).toBe('5402a355277bc39c4b01b38ca1e7ac3837c982c8d24ae74b7817361446a1f050')
})

it('any values come back', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), (values) => {
      expect(unpackValues(packValues(values))).toEqual({ ...values })
    }),
  )
})

it('a customer takes less than a third of the JSON', () => {
  const values = {
    'device.ip_address': '203.0.113.77',
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
  expect(packValues(values).length * 3).toBeLessThan(JSON.stringify(values).length)
})
