import type { Attempt } from './attack.ts'
import type { Checkout, Payment } from './checkout.ts'
import type { Random } from './random.ts'
import { Schedule } from './schedule.ts'
import type { DrillTally } from './tally.ts'
import type { Visit } from './traffic.ts'

/** How banks and people behave. */
const REFUSED_SHARE = 0.07
const STOLEN_CARDS_ALIVE = 0.12
const BANK_MS = [700, 2500] as const
const TRIES_MAX = 3
const SAME_CARD_AGAIN = 0.5
const OTHER_CARD = 0.3
const AGAIN_AFTER_MS = [12_000, 90_000] as const
/** People solve captchas; this bot does not. */
const SOLVED_SHARE = 0.97
const CAPTCHA_MS = [4_000, 20_000] as const

export interface Drill {
  readonly checkout: Checkout
  readonly tally: DrillTally
  readonly random: Random
  readonly visits: Iterator<Visit>
  readonly attempts: Iterator<Attempt>
  onProgress(atMs: number, events: number): void
}

const PROGRESS_EVERY = 500

/**
 * Plays shoppers and the bot against the gate, one event at a time and in the order of time. The
 * bank's refusals reach the gate only when the bank has answered: until then a bot is unwatched.
 */
export async function simulate(drill: Drill): Promise<void> {
  const schedule = new Schedule()
  let events = 0
  putNextVisit(drill, schedule)
  putNextAttempt(drill, schedule)
  for (let next = schedule.next(); next !== undefined; next = schedule.next()) {
    await next.run(next.atMs)
    events++
    if (events % PROGRESS_EVERY === 0) drill.onProgress(next.atMs, events)
  }
}

function putNextVisit(drill: Drill, schedule: Schedule): void {
  const { done, value } = drill.visits.next()
  if (done) return
  schedule.put(value.atMs, async (atMs) => {
    putNextVisit(drill, schedule)
    const { person, amount } = value
    const session = `visit-${drill.tally.newVisit(atMs)}`
    const card = person.cards[0]!
    await shopperPays(drill, schedule, atMs, 1, {
      person,
      card,
      amount,
      session,
      passedCaptcha: false,
    })
  })
}

async function shopperPays(
  drill: Drill,
  schedule: Schedule,
  atMs: number,
  tries: number,
  payment: Payment,
): Promise<void> {
  const { checkout, tally, random } = drill
  const answer = await checkout.ask(atMs, payment)
  const isSolved = answer.outcome === 'challenge' && random.chance(SOLVED_SHARE)
  tally.addShopper(atMs, payment, answer, isSolved)
  if (isSolved) {
    schedule.put(atMs + between(random, CAPTCHA_MS), (laterMs) =>
      shopperPays(drill, schedule, laterMs, tries, { ...payment, passedCaptcha: true }),
    )
  }
  if (answer.outcome !== 'approve') return
  const isRefused = random.chance(REFUSED_SHARE)
  schedule.put(atMs + between(random, BANK_MS), async (bankMs) => {
    if (!isRefused) return checkout.tellOrdered(bankMs, payment)
    await checkout.tellRefused(bankMs, payment)
    const choice = random.next()
    if (tries === TRIES_MAX || choice > SAME_CARD_AGAIN + OTHER_CARD) return
    const card = choice < SAME_CARD_AGAIN ? payment.card : payment.person.cards.at(-1)!
    schedule.put(bankMs + between(random, AGAIN_AFTER_MS), (againMs) =>
      shopperPays(drill, schedule, againMs, tries + 1, { ...payment, card }),
    )
  })
}

function putNextAttempt(drill: Drill, schedule: Schedule): void {
  const { done, value } = drill.attempts.next()
  if (done) return
  const { checkout, tally, random } = drill
  schedule.put(value.atMs, async (atMs) => {
    putNextAttempt(drill, schedule)
    const { person, amount } = value
    const card = person.cards[0]!
    const payment = { person, card, amount, session: card.token, passedCaptcha: false }
    const answer = await checkout.ask(atMs, payment)
    tally.addAttempt(atMs, answer)
    if (answer.outcome !== 'approve') return
    const isAlive = random.chance(STOLEN_CARDS_ALIVE)
    if (isAlive) tally.addFound()
    else {
      schedule.put(atMs + between(random, BANK_MS), (bankMs) =>
        checkout.tellRefused(bankMs, payment),
      )
    }
  })
}

function between(random: Random, [least, most]: readonly [number, number]): number {
  return Math.floor(least + (most - least) * random.next())
}
