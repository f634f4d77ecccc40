import type { Outcome } from '@gatehouse/contract'
import { cardOf } from '../people.ts'
import type { Random } from '../random.ts'
import {
  customerBlocks,
  homeOf,
  phoneOf,
  residentOf,
  type Home,
  type Resident,
} from './residents.ts'
import type { Doing, Target } from './scenario.ts'
import { spelledHome } from './spellings.ts'

const DAY_MS = 86_400_000
/** New accounts join for so long. */
const STARTS_DAYS = 25
/** What holds the ring together; `mixed` has some of each. */
export const RING_VARIANTS = ['mixed', 'devices', 'phones', 'addresses'] as const
export type RingVariant = (typeof RING_VARIANTS)[number]

/** Accounts for each drop address, phone and machine that the ring has. */
const ACCOUNTS_PER = { addresses: 5, phones: 5, devices: 8 } as const
/** Of a mixed ring: how many of its accounts use what others use, for each of the three. */
const SHARED_SHARE = 0.6
const ORDERS = [2, 4] as const
const GAP_DAYS = [4, 11] as const
const DELIVERED_DAYS = [2, 4] as const
const CLAIM_DAYS = [1, 6] as const
/** The first order builds trust: half of them are kept. */
const FIRST_CLAIMED = 0.5
const CLAIMED = 0.9
/** From the first to the fourth order of an account. */
const AMOUNTS = [
  [25, 70],
  [70, 180],
  [180, 420],
  [400, 850],
] as const

export const RING_DAYS = 60
/** What is asked of the gate from the start, and once it has seen claims. */
export const RING_TARGETS: readonly Target[] = [
  {
    checkpoint: 'order',
    after: { checkpoint: 'order', events: 5 },
    stoppedShareMin: 0.9,
    touchedShareMax: 0.005,
  },
  {
    checkpoint: 'order',
    after: { checkpoint: 'refund', events: 10 },
    stoppedShareMin: 0.9,
    touchedShareMax: 0.005,
  },
  {
    checkpoint: 'refund',
    after: { checkpoint: 'refund', events: 5 },
    stoppedShareMin: 0.9,
    touchedShareMax: null,
  },
]

export interface RingPlan {
  readonly accounts: number
  readonly variant: RingVariant
  readonly fromMs: number
}

/**
 * A refund ring: accounts that share drop addresses, machines and phones buy, are delivered to, and
 * then say that nothing came or that the box was empty, for more each time. An order that the gate
 * holds or declines is not delivered, so nothing can be claimed for it.
 */
export function refundRing({ accounts, variant, fromMs }: RingPlan, random: Random): Doing[] {
  const pools: Pools = {
    homes: poolOf(accounts / ACCOUNTS_PER.addresses, () => homeOf(random)),
    phones: poolOf(accounts / ACCOUNTS_PER.phones, () => phoneOf(random)),
    devices: poolOf(accounts / ACCOUNTS_PER.devices, () => `ring-device-${random.below(1e9)}`),
  }
  const doings: Doing[] = []
  for (let n = 0; n < accounts; n++) {
    const startMs = fromMs + random.next() * STARTS_DAYS * DAY_MS
    const member = memberOf(pools, variant, n, startMs, random)
    let atMs = startMs
    const orders = between(random, ORDERS)
    for (let order = 0; order < orders; order++) {
      doings.push(orderOf(member, `ring-${n}-${order}`, order, Math.floor(atMs), random))
      atMs += between(random, GAP_DAYS, false) * DAY_MS
    }
  }
  return doings
}

interface Pools {
  readonly homes: readonly Home[]
  readonly phones: readonly string[]
  readonly devices: readonly string[]
}

interface Member {
  readonly resident: Resident
  readonly line: () => string
}

function poolOf<Item>(size: number, make: () => Item): Item[] {
  return Array.from({ length: Math.max(1, Math.ceil(size)) }, make)
}

function memberOf(
  pools: Pools,
  variant: RingVariant,
  n: number,
  startMs: number,
  random: Random,
): Member {
  const own = residentOf(random, `ring${n}`, Math.floor(startMs - random.next() * 3 * DAY_MS))
  const shares = (what: RingVariant): boolean =>
    variant === what || (variant === 'mixed' && random.chance(SHARED_SHARE))
  const home = shares('addresses') ? random.pick(pools.homes) : own.home
  const phone = shares('phones') ? random.pick(pools.phones) : own.phone
  const device = { ...own.person.blocks.device }
  if (shares('devices')) device.device_id = random.pick(pools.devices)
  const blocks = { ...own.person.blocks, device, account: { user_id: `ring-user-${n}` } }
  const cards = [cardOf(random, `ring_${n}`)]
  const resident = { ...own, home, phone, person: { ...own.person, blocks, cards } }
  return { resident, line: () => spelledHome(home, random) }
}

function orderOf(
  { resident, line }: Member,
  transaction: string,
  order: number,
  atMs: number,
  random: Random,
): Doing {
  const amount = Math.round(between(random, AMOUNTS[order]!, false)) - 0.05
  const address = line()
  const isClaimed = random.chance(order === 0 ? FIRST_CLAIMED : CLAIMED)
  const claimMs =
    atMs + (between(random, DELIVERED_DAYS, false) + between(random, CLAIM_DAYS, false)) * DAY_MS
  const reason = random.pick(['not_received', 'not_received', 'empty_box'])
  const state = (): object => ({
    ...customerBlocks({ ...resident, orders: order }, address),
    order: { amount, currency: 'EUR' },
  })
  return {
    atMs,
    side: 'attack',
    type: 'purchase',
    transaction,
    value: amount,
    blocks: {
      ...state(),
      payment: { method: 'card' },
      credit_card: { ...resident.person.cards[0]! },
    },
    next(outcome: Outcome | null) {
      if (outcome !== 'approve' || !isClaimed) return []
      const claim: Doing = {
        atMs: Math.floor(claimMs),
        side: 'attack',
        type: 'refund_requested',
        transaction,
        value: amount,
        blocks: { ...state(), return: { reason, amount, currency: 'EUR' } },
      }
      return [claim]
    },
  }
}

function between(random: Random, [least, most]: readonly [number, number], isWhole = true): number {
  return isWhole ? least + random.below(most - least + 1) : least + (most - least) * random.next()
}
