import {
  convertMinor,
  EVENT_TYPES,
  toMinor,
  type MinorAmount,
  type OrderEvent,
  type Parsed,
} from '@gatehouse/contract'
import type { ShopSettings } from './shop-settings.ts'

/**
 * What an event is over, in minor units of the shop's currency: of a payment its own amount, which
 * may be a part of the order; of everything else the order. `null` when no amount was sent.
 */
export function amountDue(event: Parsed<OrderEvent>, shop: ShopSettings): MinorAmount | null {
  const { order, payment } = event
  const isPayment = EVENT_TYPES[event.event.type].kind === 'payment'
  if (!isPayment || payment?.amount === undefined) {
    return toShopMinor(order?.amount, order?.currency, shop)
  }
  return toShopMinor(payment.amount, payment.currency ?? order?.currency, shop)
}

/** An amount of the event in minor units of the shop's currency. */
export function toShopMinor(
  amount: number | undefined,
  currency: string | undefined,
  shop: ShopSettings,
): MinorAmount | null {
  if (amount === undefined) return null
  // A shop that sends no currency has one only.
  const from = currency ?? shop.currency
  const minor = toMinor(amount, from)
  if (!minor.ok || from === shop.currency) return minor
  return convertMinor(minor.amountMinor, from, shop.currency, shop.rates)
}
