import { browserOf, cardOf, type Person } from '../people.ts'
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
/** What the farm saves: its machines, its lines, its drop addresses; `mixed` saves at all three. */
export const FARM_VARIANTS = ['mixed', 'devices', 'networks', 'addresses'] as const
export type FarmVariant = (typeof FARM_VARIANTS)[number]

export const FARM_DAYS = 40
export const FARM_TARGETS: readonly Target[] = [
  {
    checkpoint: 'order',
    after: { checkpoint: 'order', events: 10 },
    stoppedShareMin: 0.9,
    touchedShareMax: 0.005,
  },
  {
    checkpoint: 'account',
    after: { checkpoint: 'account', events: 20 },
    stoppedShareMin: 0.5,
    touchedShareMax: 0.005,
  },
]

const ACCOUNTS_PER = { devices: 40, networks: 50, addresses: 30, cards: 4 } as const
const OPENED_DAYS = 10
const AGED_DAYS = [8, 20] as const
const VOUCHER = 10
const RESALE_SHARE = 0.25
const THROW_AWAY = ['mailinator.com', 'guerrillamail.com', 'yopmail.com'] as const
const FREE = ['gmail.com', 'outlook.com', 'gmx.de', 'web.de'] as const
const FIRST = ['Jan', 'Lena', 'Tom', 'Mia', 'Max', 'Lea', 'Paul', 'Nina'] as const
const LAST = ['Kramer', 'Vogel', 'Lorenz', 'Busch', 'Seidel', 'Arnold'] as const

export interface FarmPlan {
  readonly accounts: number
  readonly variant: FarmVariant
  readonly fromMs: number
}

interface Farm {
  readonly devices: readonly string[]
  readonly lines: readonly string[]
  readonly homes: readonly Home[]
  readonly cards: readonly string[]
}

/**
 * An account farm: hundreds of accounts that are opened on few machines over few lines, left to age,
 * and then used once each for the voucher of a first order or for goods that are easily sold on. Names
 * are turned round, mailboxes are thrown away or tagged, addresses are written in many ways.
 */
export function accountFarm({ accounts, variant, fromMs }: FarmPlan, random: Random): Doing[] {
  const pool = <Item>(per: number, make: (n: number) => Item): Item[] =>
    Array.from({ length: Math.max(2, Math.ceil(accounts / per)) }, (_, n) => make(n))
  const farm: Farm = {
    devices: pool(ACCOUNTS_PER.devices, (n) => `farm-device-${n}`),
    lines: pool(
      ACCOUNTS_PER.networks,
      () => `84.150.${random.below(256)}.${1 + random.below(254)}`,
    ),
    homes: pool(ACCOUNTS_PER.addresses, () => homeOf(random)),
    cards: pool(ACCOUNTS_PER.cards, (n) => `farm_${n}`),
  }
  return Array.from({ length: accounts }, (_, n) => {
    const openedMs = Math.floor(fromMs + random.next() * OPENED_DAYS * DAY_MS)
    return opening(memberOf(farm, variant, n, openedMs, random), n, openedMs, random)
  })
}

interface Member {
  readonly resident: Resident
  readonly line: string
  readonly card: string
}

function memberOf(
  farm: Farm,
  variant: FarmVariant,
  n: number,
  openedMs: number,
  random: Random,
): Member {
  const saves = (what: FarmVariant): boolean => variant === what || variant === 'mixed'
  const own = residentOf(random, `farm${n}`, openedMs)
  const home = saves('addresses') ? random.pick(farm.homes) : own.home
  const device = {
    ...own.person.blocks.device,
    ...(saves('devices') ? { device_id: random.pick(farm.devices) } : browserOf(random)),
    ...(saves('networks') ? { ip_address: random.pick(farm.lines) } : {}),
  }
  const first_name = random.pick(FIRST)
  const last_name = random.pick(LAST)
  const isTurned = random.chance(0.3)
  const person: Person = {
    ...own.person,
    email: mailboxOf(first_name, last_name, n, random),
    blocks: {
      device,
      account: { user_id: `farm-user-${n}` },
      billing: isTurned
        ? { first_name: last_name, last_name: first_name }
        : { first_name, last_name },
    },
  }
  return {
    resident: { ...own, home, person, phone: phoneOf(random) },
    line: spelledHome(home, random),
    card: random.pick(farm.cards),
  }
}

function mailboxOf(first: string, last: string, n: number, random: Random): string {
  const name = `${first}.${last}`.toLowerCase()
  const kind = random.next()
  if (kind < 0.25) return `${name}${n}@${random.pick(THROW_AWAY)}`
  if (kind < 0.5) return `${name}+${n}@${random.pick(FREE)}`
  if (kind < 0.75) return `${last}.${first}${random.below(9999)}@${random.pick(FREE)}`.toLowerCase()
  return `${name}.${n.toString(36)}@${random.pick(FREE)}`
}

function opening(
  { resident, line, card }: Member,
  n: number,
  openedMs: number,
  random: Random,
): Doing {
  const agedMs = (AGED_DAYS[0] + (AGED_DAYS[1] - AGED_DAYS[0]) * random.next()) * DAY_MS
  const isResale = random.chance(RESALE_SHARE)
  const amount = isResale ? 150 + random.below(350) : 25 + random.below(40)
  const payment = cardOf(random, card)
  return {
    atMs: openedMs,
    side: 'attack',
    type: 'account_creation',
    value: 0,
    blocks: customerBlocks(resident, line),
    next(outcome) {
      // What is declined does not exist; a captcha is solved by a person who is paid for it.
      if (outcome === 'decline' || outcome === 'review') return []
      const order: Doing = {
        atMs: Math.floor(openedMs + agedMs),
        side: 'attack',
        type: 'purchase',
        transaction: `farm-${n}`,
        value: isResale ? amount : VOUCHER,
        blocks: {
          ...customerBlocks(resident, line),
          order: {
            amount,
            currency: 'EUR',
            ...(isResale ? {} : { coupons: ['WELCOME'], discount_amount: VOUCHER }),
          },
          shopping_cart: [
            {
              sku: isResale ? 'console' : 'basket',
              quantity: 1,
              price: amount,
              high_resale: isResale,
            },
          ],
          payment: { method: 'card' },
          credit_card: payment,
        },
      }
      return [order]
    },
  }
}
