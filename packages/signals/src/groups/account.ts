import type { Account, Unknown } from '@gatehouse/contract'
import { elapsedDays } from '../age.ts'
import { sent } from '../answer.ts'
import type { SignalDefinition, SignalInput } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

/**
 * Under this many orders a rate is chance: one return of two orders is 50 %. A rule that blocks
 * asks for more by `account.orders_count`.
 */
export const ORDERS_FOR_RATE_MIN = 5

/** The account and its history, as far as the shop sends them. */
export const accountSignals: readonly SignalDefinition[] = [
  {
    name: 'account.is_guest',
    type: 'bool',
    doc: 'A checkout without an account.',
    privacy: 'none',
    reads: [],
    compute({ event: { account } }) {
      // An id of an account is the opposite of a guest, whether or not the shop says so.
      return account?.is_guest ?? (account?.user_id === undefined ? NOT_SENT : false)
    },
  },
  {
    name: 'account.is_business',
    type: 'bool',
    doc: 'A business customer (B2B).',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.account?.is_business),
  },
  {
    name: 'account.is_email_verified',
    type: 'bool',
    doc: 'The customer confirmed the email address.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.account?.email_verified),
  },
  {
    name: 'account.is_phone_verified',
    type: 'bool',
    doc: 'The customer confirmed the phone number.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.account?.phone_verified),
  },
  {
    name: 'account.has_two_factor',
    type: 'bool',
    doc: 'Logging in needs a second factor.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.account?.two_factor_enabled),
  },
  {
    name: 'account.tags',
    type: 'string_list',
    doc: "The shop's own tags on the account.",
    privacy: 'pseudonymous',
    reads: [],
    compute: ({ event }) => sent(event.account?.tags),
  },
  {
    ...since('created_at'),
    name: 'account.age_days',
    doc: 'Days since the account was made, to 0.0001.',
  },
  {
    ...since('last_order_at'),
    name: 'account.last_order_days',
    doc: 'Days since the order before this one, to 0.0001.',
  },
  {
    ...since('last_password_change_at'),
    name: 'account.password_changed_days',
    doc: 'Days since the password was changed, to 0.0001.',
  },
  {
    ...since('last_email_change_at'),
    name: 'account.email_changed_days',
    doc: 'Days since the email address was changed, to 0.0001.',
  },
  {
    ...since('last_phone_change_at'),
    name: 'account.phone_changed_days',
    doc: 'Days since the phone number was changed, to 0.0001.',
  },
  {
    ...since('last_address_change_at'),
    name: 'account.address_changed_days',
    doc: 'Days since a stored address was changed, to 0.0001.',
  },
  {
    name: 'account.orders_count',
    type: 'int',
    doc: 'Earlier orders, this one not included.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.account?.orders_count),
  },
  {
    name: 'account.orders_amount_minor',
    type: 'int',
    doc: "Sum of the earlier orders, in minor units (cents) of the shop's currency.",
    privacy: 'none',
    reads: [],
    compute({ derived: { earlierTotal: earlier } }) {
      if (earlier === null) return NOT_SENT
      return earlier.ok ? earlier.amountMinor : unknown(earlier.problem)
    },
  },
  {
    name: 'account.amount_to_average',
    type: 'double',
    doc: 'Total of this order divided by the average of the earlier ones.',
    privacy: 'none',
    reads: [],
    compute({ event, derived: { orderTotal, earlierTotal: earlier } }) {
      const orders = event.account?.orders_count
      if (orderTotal === null || earlier === null || orders === undefined) return NOT_SENT
      if (!orderTotal.ok) return unknown(orderTotal.problem)
      if (!earlier.ok) return unknown(earlier.problem)
      if (orders === 0 || earlier.amountMinor === 0) return unknown('too_few_orders')
      return (orderTotal.amountMinor * orders) / earlier.amountMinor
    },
  },
  {
    name: 'account.returns_count',
    type: 'int',
    doc: 'Earlier orders with a return.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.account?.returns_count),
  },
  {
    name: 'account.return_rate',
    type: 'double',
    doc: `Share of the earlier orders with a return; unknown under ${ORDERS_FOR_RATE_MIN} orders.`,
    privacy: 'none',
    reads: [],
    compute: ({ event: { account } }) => rate(account?.returns_count, account),
  },
  {
    name: 'account.refund_rate',
    type: 'double',
    doc: `Share of the earlier orders refunded; unknown under ${ORDERS_FOR_RATE_MIN} orders.`,
    privacy: 'none',
    reads: [],
    compute: ({ event: { account } }) => rate(account?.refunds_count, account),
  },
  {
    name: 'account.disputes_count',
    type: 'int',
    doc: 'Earlier orders with a chargeback.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.account?.disputes_count),
  },
]

type TimeField = {
  [Field in keyof Account]-?: Field extends `${string}_at` ? Field : never
}[keyof Account]

function since(field: TimeField) {
  return {
    type: 'double',
    privacy: 'none',
    reads: [],
    compute: (input: SignalInput) => elapsedDays(input, input.event.account?.[field]),
  } as const
}

function rate(count: number | undefined, account: Account | undefined): number | Unknown {
  if (count === undefined || account?.orders_count === undefined) return NOT_SENT
  if (account.orders_count < ORDERS_FOR_RATE_MIN) return unknown('too_few_orders')
  return count / account.orders_count
}
