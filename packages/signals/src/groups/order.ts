import { fromMinor, type SignalValue } from '@gatehouse/contract'
import { sent } from '../answer.ts'
import type { Cart } from '../cart.ts'
import { rounded, SHARE_DECIMALS } from '../rounded.ts'
import type { SignalDefinition, SignalInput } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

/** The order and its cart. Amounts are in the shop's currency, through the operator's rates. */
export const orderSignals: readonly SignalDefinition[] = [
  {
    name: 'order.amount',
    type: 'double',
    doc: "Total of the order, in major units of the shop's currency.",
    privacy: 'none',
    reads: [],
    compute({ derived: { orderTotal: total }, shop }) {
      if (total === null) return NOT_SENT
      if (!total.ok) return unknown(total.problem)
      return fromMinor(total.amountMinor, shop.currency) ?? unknown('unknown_currency')
    },
  },
  {
    name: 'order.amount_minor',
    type: 'int',
    doc: "Total of the order, in minor units (cents) of the shop's currency.",
    privacy: 'none',
    reads: [],
    compute({ derived: { orderTotal: total } }) {
      if (total === null) return NOT_SENT
      return total.ok ? total.amountMinor : unknown(total.problem)
    },
  },
  {
    name: 'order.currency',
    type: 'string',
    doc: 'Currency that the order was placed in, ISO 4217.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.order?.currency),
  },
  {
    ...ofCart((cart) => cart.units),
    name: 'order.item_count',
    type: 'int',
    doc: 'Units of all items together.',
  },
  {
    ...ofCart((cart) => cart.distinctItems),
    name: 'order.distinct_items',
    type: 'int',
    doc: 'Different items.',
  },
  {
    ...ofCart((cart) => cart.largestQuantity),
    name: 'order.max_item_quantity',
    type: 'int',
    doc: 'Units of the item of which most were ordered.',
  },
  {
    ...ofCart((cart) => cart.hasHighResale),
    name: 'order.has_high_resale',
    type: 'bool',
    doc: 'The cart holds goods that are easily sold on.',
  },
  {
    ...ofCart((cart) => cart.hasGiftCard),
    name: 'order.has_gift_card',
    type: 'bool',
    doc: 'The cart holds a gift card.',
  },
  {
    ...ofCart((cart) => cart.digitalShare),
    name: 'order.digital_share',
    type: 'double',
    doc: 'Share of digital goods in the value of the cart, 0 to 1.',
  },
  {
    ...ofCart((cart) => cart.skus),
    name: 'order.skus',
    type: 'string_list',
    doc: 'The SKU, or else the item id, of each item.',
  },
  {
    ...ofCart((cart) => cart.categories),
    name: 'order.categories',
    type: 'string_list',
    doc: 'The categories that the items belong to.',
  },
  {
    name: 'order.discount_share',
    type: 'double',
    doc: 'Discount as a share of what the order would have cost, 0 to 1, to 0.0001.',
    privacy: 'none',
    reads: [],
    compute: ({ event: { order } }) =>
      share(order?.discount_amount, (order?.amount ?? NaN) + (order?.discount_amount ?? NaN)),
  },
  {
    name: 'order.shipping_share',
    type: 'double',
    doc: 'Cost of the delivery as a share of the total of the order, 0 to 1, to 0.0001.',
    privacy: 'none',
    reads: [],
    compute: ({ event: { order } }) => share(order?.shipping_amount, order?.amount),
  },
  {
    name: 'order.coupon_count',
    type: 'int',
    doc: 'Coupons and discount codes that were redeemed.',
    privacy: 'none',
    reads: [],
    compute({ event: { order } }) {
      if (order?.coupons === undefined && order?.discount_code === undefined) return NOT_SENT
      const codes = new Set(order.coupons)
      for (const code of order.discount_code?.split(',') ?? []) codes.add(code.trim())
      codes.delete('')
      return codes.size
    },
  },
  {
    name: 'order.channel',
    type: 'string',
    doc: '`web`, `app`, `phone`, `marketplace` ...',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.order?.channel),
  },
  {
    name: 'order.is_b2b',
    type: 'bool',
    doc: 'A business buys: the order says so, or else the account does.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.order?.is_b2b ?? event.account?.is_business),
  },
  {
    name: 'order.is_gift',
    type: 'bool',
    doc: 'Marked as a gift.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.order?.is_gift),
  },
  {
    name: 'order.is_subscription',
    type: 'bool',
    doc: 'Part of a subscription.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.order?.is_subscription),
  },
]

/** `null`: a line of the cart did not send what the value needs. */
function ofCart(pick: (cart: Cart) => SignalValue | null) {
  return {
    privacy: 'none',
    reads: [],
    compute: ({ derived: { cart } }: SignalInput) =>
      cart === null ? NOT_SENT : (pick(cart) ?? NOT_SENT),
  } as const
}

function share(part: number | undefined, whole: number | undefined): SignalValue {
  if (part === undefined || whole === undefined || Number.isNaN(whole)) return NOT_SENT
  return whole > 0 ? rounded(Math.min(1, part / whole), SHARE_DECIMALS) : unknown('not_applicable')
}
