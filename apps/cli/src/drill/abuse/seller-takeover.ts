import type { OrderEvent } from '@gatehouse/contract'
import { cardOf } from '../people.ts'
import type { Random } from '../random.ts'
import { customerBlocks, residentOf } from './residents.ts'
import type { Doing, Target } from './scenario.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** `abroad`: paid in another country from then on; `patient`: at home, later, in small orders. */
export const TAKEOVER_VARIANTS = ['abroad', 'home', 'patient'] as const
export type TakeoverVariant = (typeof TAKEOVER_VARIANTS)[number]

export const TAKEOVER_DAYS = 21
export const TAKEOVER_TARGETS: readonly Target[] = [
  {
    checkpoint: 'seller',
    after: { checkpoint: 'seller', events: 0 },
    stoppedShareMin: 0.9,
    touchedShareMax: null,
  },
  {
    checkpoint: 'order',
    after: { checkpoint: 'order', events: 5 },
    stoppedShareMin: 0.9,
    touchedShareMax: 0.005,
  },
]

/** Orders with stolen cards at each seller that is taken over. */
const ORDERS_PER_SELLER = 20
const SELLERS_LEAST = 2
const ISSUERS = 400

export interface TakeoverPlan {
  readonly orders: number
  readonly variant: TakeoverVariant
  readonly fromMs: number
}

/**
 * Accounts of good sellers are taken over: a new password, another account to be paid to, and then
 * orders at them with stolen cards, each by a stranger with a device of its own. What is held at the
 * payout change would end it: the drill plays on, as if somebody had been talked into releasing it.
 */
export function sellerTakeover({ orders, variant, fromMs }: TakeoverPlan, random: Random): Doing[] {
  const sellers = Math.max(SELLERS_LEAST, Math.round(orders / ORDERS_PER_SELLER))
  const doings: Doing[] = []
  for (let n = 0; n < sellers; n++) {
    const atMs = Math.floor(fromMs + random.next() * 5 * DAY_MS)
    const seller: NonNullable<OrderEvent['seller']> = {
      id: `seller-${1 + random.below(40)}`,
      country: 'DE',
      created_at: new Date(fromMs - 900 * DAY_MS).toISOString(),
      is_verified: true,
      orders_count: 1200,
      disputes_count: 2,
      payout_country: variant === 'abroad' ? 'LT' : 'DE',
      payout_changed_at: new Date(atMs).toISOString(),
    }
    doings.push(payoutChange(seller, n, atMs, random))
    const count = Math.floor(orders / sellers)
    for (let order = 0; order < count; order++) {
      const afterMs =
        variant === 'patient'
          ? 4 * DAY_MS + random.next() * 8 * DAY_MS
          : HOUR_MS + random.next() * 2.5 * DAY_MS
      doings.push(stolenOrder(seller, `takeover-${n}-${order}`, atMs + afterMs, variant, random))
    }
  }
  return doings
}

function payoutChange(
  seller: NonNullable<OrderEvent['seller']>,
  n: number,
  atMs: number,
  random: Random,
): Doing {
  const thief = residentOf(random, `thief${n}`, atMs)
  const { device } = thief.person.blocks
  return {
    atMs,
    side: 'attack',
    type: 'seller_payout_change',
    value: 0,
    blocks: {
      seller: { ...seller, payout_account_token: `payout-thief-${n}` },
      account: {
        user_id: seller.id,
        created_at: seller.created_at,
        last_password_change_at: new Date(atMs - HOUR_MS).toISOString(),
      },
      ...(device === undefined ? {} : { device }),
    },
  }
}

function stolenOrder(
  seller: NonNullable<OrderEvent['seller']>,
  transaction: string,
  atMs: number,
  variant: TakeoverVariant,
  random: Random,
): Doing {
  const victim = residentOf(random, transaction, Math.floor(atMs - random.next() * HOUR_MS))
  const blocks = { ...victim.person.blocks, account: { is_guest: true } }
  const amount = variant === 'patient' ? 60 + random.below(130) : 120 + random.below(480)
  return {
    atMs: Math.floor(atMs),
    side: 'attack',
    type: 'purchase',
    transaction,
    value: amount,
    blocks: {
      ...customerBlocks({ ...victim, person: { ...victim.person, blocks } }),
      order: { amount, currency: 'EUR' },
      payment: { method: 'card' },
      credit_card: cardOf(random, transaction, ISSUERS),
      seller,
    },
  }
}
