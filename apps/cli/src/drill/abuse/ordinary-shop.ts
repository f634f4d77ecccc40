import type { Outcome } from '@gatehouse/contract'
import type { Person } from '../people.ts'
import type { Random } from '../random.ts'
import { inventedTraffic, type Visit } from '../traffic.ts'
import { customerBlocks, homeOf, residentOf, type Home, type Resident } from './residents.ts'
import type { Doing } from './scenario.ts'

const DAY_MS = 86_400_000
/** Who lives together shares an address, often a phone number, sometimes a computer. */
const HOUSEHOLD_SHARE = 0.12
const SAME_PHONE = 0.4
const SAME_DEVICE = 0.35
/** Halls of residence, offices, parcel shops: many strangers, one address. */
const CROWDED_SHARE = 0.03
const CROWDED_PLACES = 6
/** Of all orders. */
const RETURNED_SHARE = 0.06
const LOST_SHARE = 0.008
/** Some send back much of what they buy. */
const OFTEN_RETURNS_SHARE = 0.02
const OFTEN_RETURNED = 0.3
const RETURN_DAYS = [4, 16] as const
const AGED_DAYS = 700
const VOUCHER_SHARE = 0.25
const SIGNS_UP_FIRST = 0.6

export interface ShopPlan {
  readonly fromMs: number
  readonly toMs: number
  readonly checkoutsPerDay: number
  /** Accounts that are opened are told, vouchers of first orders are redeemed. */
  readonly hasSignUps?: boolean
  /** Of a marketplace: where an order goes. */
  readonly sellerOf?: (atMs: number) => object
}

/** A shop that goes about its days: orders, and what comes of them. */
export function* ordinaryShop(plan: ShopPlan, random: Random): Generator<Doing> {
  const town = new Town(random)
  let number = 0
  for (const visit of inventedTraffic(plan, random)) {
    const { resident, isNew } = town.residentOf(visit)
    number += 1
    const orderAtMs = visit.atMs
    if (plan.hasSignUps === true && isNew && resident.person.blocks.account?.user_id) {
      if (random.chance(SIGNS_UP_FIRST)) yield signUp(resident, orderAtMs)
    }
    yield order(plan, resident, visit, `order-${number}`, isNew, random)
  }
}

function signUp(resident: Resident, atMs: number): Doing {
  return {
    atMs,
    side: 'shop',
    type: 'account_creation',
    blocks: customerBlocks(resident),
    value: 0,
  }
}

function order(
  plan: ShopPlan,
  resident: Resident,
  { atMs, amount }: Visit,
  transaction: string,
  isNew: boolean,
  random: Random,
): Doing {
  const card = random.pick(resident.person.cards)
  const hasVoucher = plan.hasSignUps === true && isNew && random.chance(VOUCHER_SHARE)
  const blocks = {
    ...customerBlocks(resident),
    order: {
      amount,
      currency: 'EUR',
      ...(hasVoucher ? { coupons: ['WELCOME'], discount_amount: 10 } : {}),
    },
    payment: { method: 'card' },
    credit_card: { ...card },
    ...(plan.sellerOf === undefined ? {} : { seller: plan.sellerOf(atMs) }),
  }
  resident.orders += 1
  const returned = isOftenReturner(resident) ? OFTEN_RETURNED : RETURNED_SHARE
  const chance = random.next()
  const laterMs =
    atMs + (RETURN_DAYS[0] + (RETURN_DAYS[1] - RETURN_DAYS[0]) * random.next()) * DAY_MS
  return {
    atMs,
    side: 'shop',
    type: 'purchase',
    transaction,
    blocks,
    value: amount,
    next(outcome: Outcome | null) {
      if (outcome === 'decline' || chance > returned + LOST_SHARE) return []
      const isLost = chance <= LOST_SHARE
      const after: Doing = {
        atMs: Math.floor(laterMs),
        side: 'shop',
        type: isLost ? 'refund_requested' : 'return_requested',
        transaction,
        value: amount,
        blocks: {
          ...customerBlocks(resident),
          order: { amount, currency: 'EUR' },
          return: { reason: isLost ? 'not_received' : 'changed_mind', amount, currency: 'EUR' },
        },
      }
      return [after]
    },
  }
}

function isOftenReturner({ home }: Resident): boolean {
  return home.number % Math.round(1 / OFTEN_RETURNS_SHARE) === 0
}

/** Who lives where. */
class Town {
  readonly #random: Random
  readonly #known = new Map<Person, Resident>()
  readonly #all: Resident[] = []
  readonly #crowded: readonly Home[]

  constructor(random: Random) {
    this.#random = random
    this.#crowded = Array.from({ length: CROWDED_PLACES }, () => homeOf(random))
  }

  residentOf({ person, atMs }: Visit): { resident: Resident; isNew: boolean } {
    const known = this.#known.get(person)
    if (known !== undefined) return { resident: known, isNew: false }
    const resident = this.#settle(person, atMs)
    this.#known.set(person, resident)
    this.#all.push(resident)
    // Most customers have been with the shop for long before the drill begins.
    return { resident, isNew: resident.orders === 0 }
  }

  #settle(person: Person, atMs: number): Resident {
    const random = this.#random
    const isOld = random.chance(0.5)
    const ageMs = isOld ? random.next() * AGED_DAYS * DAY_MS : random.next() * 600_000
    const fresh = residentOf(random, 'x', Math.floor(atMs - ageMs))
    const resident = {
      ...fresh,
      person,
      orders: isOld ? 1 + random.below(8) : 0,
    }
    if (random.chance(CROWDED_SHARE)) return { ...resident, home: random.pick(this.#crowded) }
    if (this.#all.length === 0 || !random.chance(HOUSEHOLD_SHARE)) return resident
    const other = random.pick(this.#all)
    const device = random.chance(SAME_DEVICE) ? other.person.blocks.device : person.blocks.device
    return {
      ...resident,
      home: other.home,
      phone: random.chance(SAME_PHONE) ? other.phone : resident.phone,
      person: {
        ...resident.person,
        blocks: { ...person.blocks, ...(device === undefined ? {} : { device }) },
      },
    }
  }
}
