import type { OrderEvent } from '@gatehouse/contract'
import type { Random } from '../random.ts'

const DAY_MS = 86_400_000
const SELLERS = 60
/** A seller changes where it is paid every half year. */
const PAYOUT_EVERY_DAYS = 180

type SellerBlock = NonNullable<OrderEvent['seller']>

/** Those who sell on a made-up marketplace; some are much larger than others. */
export function createSellers(random: Random, fromMs: number): readonly SellerBlock[] {
  return Array.from({ length: SELLERS }, (_, n) => ({
    id: `seller-${n}`,
    country: 'DE',
    created_at: new Date(fromMs - (30 + random.below(1500)) * DAY_MS).toISOString(),
    is_verified: true,
    orders_count: 20 + random.below(5000),
    disputes_count: 0,
    payout_country: 'DE',
    payout_changed_at: new Date(
      fromMs - random.below(2 * PAYOUT_EVERY_DAYS) * DAY_MS,
    ).toISOString(),
  }))
}

/** Who sells an order; now and then a seller has just changed where it is paid. */
export function sellerOf(
  sellers: readonly SellerBlock[],
  random: Random,
): (atMs: number) => SellerBlock {
  const changedMs = new Map<string, number>()
  return (atMs) => {
    const seller = random.favourite(sellers)
    const id = seller.id!
    const before = changedMs.get(id) ?? Date.parse(seller.payout_changed_at!)
    // As often as it is asked, on the average once in half a year.
    const isDue = atMs - before > PAYOUT_EVERY_DAYS * DAY_MS
    const changed = isDue ? atMs - random.below(DAY_MS) : before
    changedMs.set(id, changed)
    return { ...seller, payout_changed_at: new Date(changed).toISOString() }
  }
}
