import {
  parseEvent,
  unknownBecause,
  type Customer,
  type OrderEvent,
  type Reference,
  type RuleOutcome,
} from '@gatehouse/contract'
import { composeOutcome, messageFor, rulingOf, type CompiledRule } from '@gatehouse/gate'
import { windowKey } from '@gatehouse/signals'
import { entitiesOf, type Tokenise } from '../entities.ts'
import type { ShopRuntime } from '../runtime.ts'
import { NO_PROFILE, type CustomerBook } from './customer-book.ts'
import { INHERITED } from './left-behind.ts'

export interface CustomerLookUp {
  readonly runtime: ShopRuntime
  readonly reference: Reference
  readonly tokenise: Tokenise
  readonly customers: Pick<CustomerBook, 'of'>
  readonly nowMs: number
}

const NO_POINTS_OFF = 100
const MISSING = unknownBecause('not_sent')

/**
 * What is remembered of a registered customer, and whether the rules would refuse an order for that
 * alone: those that ask for it, or for a list of accounts. Everything else of an order is unknown
 * yet, and is not held against it.
 *
 * @param userId as events send it; not empty
 */
export function customerOf(
  { runtime, reference, tokenise, customers, nowMs }: CustomerLookUp,
  userId: string,
  language?: string,
): Customer {
  const { shopId, plan, settings } = runtime
  const snapshot = runtime.snapshots.order
  const { ruleset, mode, declarations } = snapshot
  const profile = customers.of(windowKey(tokenise('account', userId))) ?? NO_PROFILE
  const event = parseEvent<OrderEvent>(
    { account: { user_id: userId } },
    { eventId: '', shopId, receivedAt: new Date(nowMs).toISOString(), type: 'purchase' },
  )
  const readings = plan.read(event, reference)
  const signals = plan.compute({ event, readings, profile, shop: settings }).slice()
  const listsFrom = declarations.length - runtime.entityLists.length
  while (signals.length < listsFrom) signals.push(MISSING)
  const entities = entitiesOf(event, readings, tokenise, null)
  const subject = { event, readings, entities, tokenise, atMs: nowMs }
  for (const list of runtime.entityLists) signals.push(list.matches(subject))
  const { results } = rulingOf({
    id: '',
    eventId: '',
    checkpoint: 'order',
    snapshot,
    signals,
    now: nowMs,
    snoozed: runtime.snoozes?.of(entities, nowMs),
  })
  const hits = ruleset.rules.filter(
    (rule, at) => results[at] === 'hit' && rule.outcome !== null && asksForCustomer(rule),
  )
  const asked = hits.map(({ outcome }) => outcome) as RuleOutcome[]
  const outcome = composeOutcome(asked, NO_POINTS_OFF, NO_POINTS_OFF, ruleset.thresholds)
  const isRefused = outcome === 'decline'
  const refusing = isRefused ? hits.filter((rule) => refuses(rule.outcome)) : []
  const words = refusing.find(({ message }) => message !== null)?.message
  return {
    standing: profile.standing ?? 'open',
    inherited_trust: profile.inheritedTrust,
    is_restored: profile.restored,
    mode,
    may_order: mode === 'observe' || !isRefused,
    would_be_refused: isRefused,
    reasons: refusing.map(({ reason, text, weight }) => ({ code: reason, text, points: weight })),
    message:
      isRefused && mode !== 'observe'
        ? messageFor(words ?? ruleset.messages.decline, language)
        : '',
  }
}

function refuses(outcome: RuleOutcome | null): boolean {
  return outcome === 'decline' || outcome === 'deny_list'
}

function asksForCustomer({ reads }: CompiledRule): boolean {
  return reads.some((name) => INHERITED.has(name) || name.startsWith('list.'))
}
