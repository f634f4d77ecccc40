import { browserOf, cardOf, personOf, type Person } from './people.ts'
import type { Random } from './random.ts'

export interface AttackPlan {
  readonly cards: number
  readonly addresses: number
  readonly perSecond: number
  readonly amount: number
  /** Above `amount`: each attempt has an amount between the two. */
  readonly amountTo: number
  readonly fromMs: number
}

/** One card that is tried. */
export interface Attempt {
  readonly atMs: number
  readonly person: Person
  readonly amount: number
}

/** Cards of a bought list come from all over the world. */
const ISSUERS = 400

/**
 * A bot with a list of cards. It knows what shops look for: a new session, device, browser and
 * stolen identity for each card, from as many addresses as it has, at irregular intervals. What it
 * cannot vary is what it wants: many cards, small amounts, soon.
 */
export function* attackOf(plan: AttackPlan, random: Random): Generator<Attempt> {
  const addresses = Array.from({ length: plan.addresses }, () => proxyOf(random))
  let atMs = plan.fromMs
  for (let n = 0; n < plan.cards; n++) {
    const { email, blocks } = personOf(random, `bot-${n}`)
    const device = {
      ...browserOf(random),
      device_id: `bot-${n}`,
      ip_address: random.pick(addresses),
    }
    yield {
      atMs: Math.floor(atMs),
      amount: amountOf(plan, random),
      person: {
        email,
        cards: [cardOf(random, `bot_${n}`, ISSUERS)],
        blocks: { ...blocks, account: { is_guest: true }, device },
      },
    }
    atMs += random.exponential(1000 / plan.perSecond)
  }
}

function amountOf({ amount, amountTo }: AttackPlan, random: Random): number {
  if (amountTo <= amount) return amount
  return Math.round((amount + (amountTo - amount) * random.next()) * 100) / 100
}

/** Lines into homes of many countries, as sellers of proxies have them by the million. */
const PROXIES = [
  '24',
  '45',
  '67',
  '73',
  '79',
  '81',
  '86',
  '90',
  '95',
  '99',
  '151',
  '177',
  '186',
  '201',
]

function proxyOf(random: Random): string {
  const [b, c, d] = [random.below(256), random.below(256), 1 + random.below(254)]
  return `${random.pick(PROXIES)}.${b}.${c}.${d}`
}
