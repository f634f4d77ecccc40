import type { OrderEvent } from '@gatehouse/contract'
import { type Cities, freshOrder } from '../fresh-values.ts'
import { shopperAgent } from './agents.ts'

type Random = () => number

/** The part of orders that come from somebody who ordered before. */
const RETURNING = 0.4
/** Of those, the part that comes with another device than last time. */
const OTHER_DEVICE = 0.2
/** The part of shops' orders that name their event. */
const NAMED_EVENTS = 0.5
const CATEGORIES = 'electronics shoes phones gift_cards cosmetics toys jackets'.split(' ')

/**
 * A stream of orders of a shop: new customers with names, addresses and devices that nobody has
 * seen before, and those of before with a new cart. About 2 KB of JSON each.
 */
export function openShoppers(random: Random, cities: Cities): () => OrderEvent {
  const known: OrderEvent[] = []
  const whole = (limit: number) => Math.floor(random() * limit)
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => whole(16).toString(16)).join('')
  const price = (limit: number) => Math.round(100 + random() * limit * 100) / 100
  let orders = 0

  function newcomer(): OrderEvent {
    const order = freshOrder(random, cities)
    return {
      ...order,
      device: { ...order.device, ...device(), timezone: 'Europe/Berlin' },
      account: {
        user_id: String(1e6 + whole(9e6)),
        created_at: new Date(1.7e12 + whole(6e10)).toISOString(),
        orders_count: 0,
      },
      credit_card: {
        ...order.credit_card,
        issuer_id_number: String(400_000 + whole(99_999)),
        last_digits: String(1000 + whole(8999)),
        token: `tok_${hex(24)}`,
      },
    }
  }

  function device() {
    const [screen_width, screen_height] = [
      [1920, 1080],
      [1440, 900],
      [390, 844],
      [412, 915],
    ][whole(4)] as [number, number]
    return { user_agent: shopperAgent(random), device_id: hex(32), screen_width, screen_height }
  }

  function shopper(): OrderEvent {
    if (known.length > 0 && random() < RETURNING) {
      const before = known[whole(known.length)]!
      if (random() >= OTHER_DEVICE) return before
      return { ...before, device: { ...before.device, ...device() } }
    }
    const made = newcomer()
    known.push(made)
    return made
  }

  return () => {
    orders += 1
    const from = shopper()
    const items = Array.from({ length: 1 + whole(3) }, () => ({
      item_id: `sku-${whole(5000)}`,
      category: CATEGORIES[whole(CATEGORIES.length)]!,
      quantity: 1 + whole(3),
      price: price(200),
    }))
    const amount = items.reduce((sum, item) => sum + item.price * item.quantity, 0)
    return {
      ...from,
      event: {
        ...(random() < NAMED_EVENTS && { event_id: `ord_${1e6 + orders}_placed` }),
        transaction_id: String(1e6 + orders),
        type: 'purchase',
      },
      device: { ...from.device, session_id: hex(24) },
      order: {
        amount: Math.round(amount * 100) / 100,
        currency: 'EUR',
        channel: 'web',
        shipping_amount: price(9),
        ...(random() < 0.3 && {
          referrer_uri: `https://www.google.com/search?q=sku-${whole(5000)}&sid=${hex(8)}`,
        }),
      },
      shopping_cart: items,
      session: { page_views: whole(40), source: 'organic', is_logged_in: true },
    }
  }
}
