import type { Unknown } from '@gatehouse/contract'
import { same, sent } from '../answer.ts'
import type { SignalDefinition, SignalInput } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

/** Whether the countries of an order agree with each other and with the shop's own. */
export const countrySignals: readonly SignalDefinition[] = [
  {
    name: 'ip.country_matches_billing',
    type: 'bool',
    doc: 'IP address and billing address are in the same country.',
    privacy: 'none',
    reads: ['ip_place'],
    compute: (input) => same(billing(input), ip(input)),
  },
  {
    name: 'ip.country_matches_shipping',
    type: 'bool',
    doc: 'IP address and shipping address are in the same country.',
    privacy: 'none',
    reads: ['ip_place'],
    compute: (input) => same(shipping(input), ip(input)),
  },
  {
    name: 'shipping.is_same_country',
    type: 'bool',
    doc: 'Shipping and billing address are in the same country.',
    privacy: 'none',
    reads: [],
    compute: (input) => same(billing(input), shipping(input)),
  },
  {
    name: 'address.countries_distinct',
    type: 'int',
    doc: 'Different countries among those known of IP, billing and shipping (at least two): 1 to 3.',
    privacy: 'none',
    reads: ['ip_place'],
    compute(input) {
      const known = [ip(input), billing(input), shipping(input)].filter(
        (country) => typeof country === 'string',
      )
      return known.length < 2 ? NOT_SENT : new Set(known).size
    },
  },
  {
    name: 'billing.is_domestic',
    type: 'bool',
    doc: "The billing address is in the shop's home country.",
    privacy: 'none',
    reads: [],
    compute: (input) => same(billing(input), home(input)),
  },
  {
    name: 'shipping.is_domestic',
    type: 'bool',
    doc: "The shipping address is in the shop's home country.",
    privacy: 'none',
    reads: [],
    compute: (input) => same(shipping(input), home(input)),
  },
]

type Country = string | Unknown

function ip({ readings: { ip_place: place } }: SignalInput): Country {
  return place.known ? place.country : unknown(place.reason)
}

function billing({ event }: SignalInput): Country {
  return sent(event.billing?.country)
}

function shipping({ event }: SignalInput): Country {
  return sent(event.shipping?.country)
}

function home({ shop }: SignalInput): Country {
  return shop.homeCountry ?? unknown('not_configured')
}
