import {
  EVENT_TYPES,
  LOOKUP_NAMES,
  NOTHING_OUTSIDE,
  type LookupName,
  type Lookups,
  type NotFoundOut,
  type OrderEvent,
  type Parsed,
  type Reference,
} from '@gatehouse/contract'
import type { Lookup } from '@gatehouse/connectors'
import type { FastifyBaseLogger } from 'fastify'
import { questionsOf } from './lookup-questions.ts'

export type AnyLookup = { readonly [Name in LookupName]: Lookup<Name> }[LookupName]

/** Asks what services know about an order, after it was decided. */
export interface LookupDesk {
  /** What is known before anybody is asked. */
  untold(event: Parsed<OrderEvent>): Lookups
  /** Asks those that are named and waits for them. */
  ask(
    event: Parsed<OrderEvent>,
    names: readonly LookupName[],
    signal: AbortSignal,
  ): Promise<{ readonly lookups: Partial<Lookups>; readonly isTemporary: boolean }>
}

const LATE: NotFoundOut = { known: false, reason: 'late' }
const NO_ORDER: NotFoundOut = { known: false, reason: 'not_supported' }

export function createLookupDesk(
  services: readonly AnyLookup[],
  reference: () => Reference,
  log: Pick<FastifyBaseLogger, 'warn'>,
): LookupDesk {
  return {
    untold(event) {
      const isOrder = EVENT_TYPES[event.event.type].checkpoint === 'order'
      const questions = questionsOf(event, reference())
      const answers = services.map(({ name }) => {
        if (!isOrder) return [name, NO_ORDER] as const
        return [name, questions[name] === null ? null : LATE] as const
      })
      return { ...NOTHING_OUTSIDE.lookups, ...Object.fromEntries(answers) }
    },
    async ask(event, names, signal) {
      const questions = questionsOf(event, reference())
      const asked = services.filter(({ name }) => names.includes(name) && questions[name] !== null)
      const results = await Promise.all(
        asked.map(async (service) => {
          const question = questions[service.name]!
          const result = await (service as Lookup<LookupName>).ask(question as never, signal)
          if (result.problem !== null) {
            log.warn({ lookup: service.name, problem: result.problem }, 'a look-up had no answer')
          }
          return { name: service.name, ...result }
        }),
      )
      return {
        lookups: Object.fromEntries(results.map(({ name, answer }) => [name, answer])),
        isTemporary: results.some(({ isTemporary }) => isTemporary),
      }
    },
  }
}

/** Signals that say whether an answer is here. */
const FIRST_SIGNALS: Readonly<Record<LookupName, string>> = {
  address: 'address.exists',
  phone: 'phone.is_reachable',
  person: 'person.is_found_nearby',
}

/** What a decision waits for, by its stored signals. */
export function lateLookups(signals: Readonly<Record<string, unknown>>): LookupName[] {
  return LOOKUP_NAMES.filter((name) => {
    const signal = signals[FIRST_SIGNALS[name]] as { unknown?: string } | undefined
    return signal?.unknown === 'late' || signal?.unknown === 'lookup_failed'
  })
}
