import type { AnyEvent, EventType, Outcome } from '@gatehouse/contract'
import type { Ruling } from '@gatehouse/gate'
import type { MemoryGateway } from '../memory-gateway.ts'
import type { DrillCard, Person } from './people.ts'

export const DRILL_SHOP = 'drill'

/** One try to pay, as the shop sees it. */
export interface Payment {
  readonly person: Person
  readonly card: DrillCard
  readonly amount: number
  readonly session: string
  readonly passedCaptcha: boolean
}

/** What the gate said to a payment attempt, and which rules hit. */
export interface Answered {
  readonly outcome: Outcome
  /** All that was asked for is a captcha that nobody sees. */
  readonly isSilent: boolean
  readonly hits: readonly string[]
}

/** What the shop and its bank tell the gate, and ask it. */
export interface Checkout {
  ask(atMs: number, payment: Payment): Promise<Answered>
  tellRefused(atMs: number, payment: Payment): Promise<void>
  tellOrdered(atMs: number, payment: Payment): Promise<void>
}

export function checkoutOf(gate: MemoryGateway): Checkout {
  const { gateway } = gate
  const arrival = (type: EventType, atMs: number, payment: Payment) => {
    gate.setClock(atMs)
    return { shopId: DRILL_SHOP, type, event: eventOf(type, atMs, payment), reservation: null }
  }
  const tell = async (type: EventType, atMs: number, payment: Payment): Promise<void> => {
    await gateway.record(arrival(type, atMs, payment))
  }
  return {
    async ask(atMs, payment) {
      const answer = await gateway.decide(arrival('payment_attempt', atMs, payment))
      if (answer.state !== 'stored' || answer.ruling === null) throw new Error('not decided')
      const { ruling } = answer
      return { outcome: ruling.outcome, isSilent: isSilent(ruling), hits: hitsOf(ruling) }
    },
    tellRefused: (atMs, payment) => tell('payment_failed', atMs, payment),
    tellOrdered: (atMs, payment) => tell('purchase', atMs, payment),
  }
}

function isSilent({ actions }: Ruling): boolean {
  const kinds = actions.map(({ kind }) => kind)
  return kinds.includes('silent_captcha') && !kinds.includes('captcha')
}

function hitsOf({ results, snapshot }: Ruling): string[] {
  const { rules } = snapshot.ruleset
  return rules.filter((_rule, at) => results[at] === 'hit').map(({ id }) => id)
}

function eventOf(type: EventType, atMs: number, payment: Payment): AnyEvent {
  const { person, card, amount, session, passedCaptcha } = payment
  return {
    ...person.blocks,
    event: { type: type as 'payment_attempt', time: new Date(atMs).toISOString() },
    email: { address: person.email },
    order: { amount, currency: 'EUR' },
    payment: { method: 'card' },
    credit_card: { ...card },
    session: { id: session },
    ...(passedCaptcha ? { behaviour: { captcha: 'passed' } } : {}),
  }
}
