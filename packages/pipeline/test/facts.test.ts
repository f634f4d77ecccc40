import type { Reference } from '@gatehouse/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { factsOf } from '../src/facts.ts'
import { NOW_MS, openTables, runtimeOf } from './shop.ts'

let reference: Reference

beforeAll(async () => {
  reference = await openTables()
})

describe('factsOf', () => {
  it('tells where an IP address and two postal addresses are, and how far apart', () => {
    const facts = factsOf(
      {
        ip_address: '8.8.8.8',
        billing: { city: 'Berlin', country: 'DE' },
        shipping: { city: 'New York', region: 'NY', country: 'US', postal: '10001' },
      },
      runtimeOf(),
      reference,
      NOW_MS,
    )
    expect(facts.ip).toMatchObject({ kind: 'global', as_number: 15169 })
    expect(facts.ip.place).toMatchObject({ country: 'US' })
    expect(facts.billing).toMatchObject({ country: 'DE', city: 'Berlin', precision: 'city' })
    expect(facts.shipping).toMatchObject({ country: 'US', precision: 'postcode' })
    // Berlin to New York along the great circle.
    const { billing_to_shipping: apart } = facts.distances
    expect('km' in apart && Math.abs(apart.km - 6385) < 30).toBe(true)
    expect('km' in apart && Math.abs(apart.km / apart.miles - 1.609344) < 0.001).toBe(true)
    expect(facts.countries_differ).toEqual({
      ip_and_billing: true,
      ip_and_shipping: false,
      billing_and_shipping: true,
    })
    expect(facts.reference).toBe(reference.versions.combined)
  })

  it('says what was not sent and what cannot be told', () => {
    const facts = factsOf({ ip_address: '10.0.0.1' }, runtimeOf(), reference, NOW_MS)
    expect(facts.ip).toMatchObject({
      kind: 'private',
      place: { unknown: 'not_routable' },
      is_hosting: null,
      as_number: null,
    })
    expect(facts.billing).toEqual({ unknown: 'not_sent' })
    expect(facts.distances.ip_to_billing).toEqual({ unknown: 'not_sent' })
    expect(facts.countries_differ.ip_and_billing).toBeNull()
  })

  it('starts from full trust where the shop has published no scorecard', () => {
    const facts = factsOf({ ip_address: '8.8.8.8' }, runtimeOf(), reference, NOW_MS)
    expect(facts.base_ranking).toBe(100)
  })
})
