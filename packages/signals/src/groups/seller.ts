import { elapsedDays } from '../age.ts'
import { same, sent } from '../answer.ts'
import type { SignalDefinition } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'
import { ORDERS_FOR_RATE_MIN } from './account.ts'

/** The seller, where the shop is a marketplace. */
export const sellerSignals: readonly SignalDefinition[] = [
  {
    name: 'seller.country',
    type: 'string',
    doc: 'Where the seller is established, ISO 3166-1 alpha-2.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.seller?.country),
  },
  {
    name: 'seller.age_days',
    type: 'double',
    doc: 'Days since the seller account was opened, to 0.0001.',
    privacy: 'none',
    reads: [],
    compute: (input) => elapsedDays(input, input.event.seller?.created_at),
  },
  {
    name: 'seller.is_verified',
    type: 'bool',
    doc: 'The identity of the seller was checked.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.seller?.is_verified),
  },
  {
    name: 'seller.orders_count',
    type: 'int',
    doc: 'Earlier orders of this seller.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.seller?.orders_count),
  },
  {
    name: 'seller.dispute_rate',
    type: 'double',
    doc: `Share of its orders with a chargeback; unknown under ${ORDERS_FOR_RATE_MIN} orders.`,
    privacy: 'none',
    reads: [],
    compute({ event: { seller } }) {
      if (seller?.disputes_count === undefined || seller.orders_count === undefined) return NOT_SENT
      if (seller.orders_count < ORDERS_FOR_RATE_MIN) return unknown('too_few_orders')
      return seller.disputes_count / seller.orders_count
    },
  },
  {
    name: 'seller.payout_changed_days',
    type: 'double',
    doc: 'Days since the seller changed where it is paid, to 0.0001.',
    privacy: 'none',
    reads: [],
    compute: (input) => elapsedDays(input, input.event.seller?.payout_changed_at),
  },
  {
    name: 'seller.payout_country_matches',
    type: 'bool',
    doc: 'The seller is paid in the country where it is established.',
    privacy: 'none',
    reads: [],
    compute: ({ event: { seller } }) => same(sent(seller?.country), sent(seller?.payout_country)),
  },
]
