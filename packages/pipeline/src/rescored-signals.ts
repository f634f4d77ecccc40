import {
  fromWireSignal,
  isUnknown,
  NO_HISTORY,
  NO_SHARED_LIST,
  NOT_SENT_REASON,
  unknownBecause,
  WITHHELD_REASON,
  type Decision,
  type HistoryAnswer,
  type LinkAnswer,
  type LinkedAnswer,
  type OrderEvent,
  type Outside,
  type Parsed,
  type Reference,
  type SignalDeclaration,
  type SignalValue,
  type SignalVector,
} from '@gatehouse/contract'
import { ROLLOUT_UNIT, unitIndexOf } from '@gatehouse/gate'
import {
  challengeSignals,
  hoursLeft,
  LATE_HISTORY_SIGNALS,
  LATE_LINK_SIGNALS,
  linkedSignals,
  lookupSignals,
  ORDER_ANOMALY,
  outsideSignals,
  sharedListSignals,
  type Profile,
} from '@gatehouse/signals'
import { anomalyOf } from './anomaly-of.ts'
import type { CircleIndex } from './circles/circle-index.ts'
import { NO_PROFILE } from './customers/customer-book.ts'
import { liftedSignal } from './customers/left-behind.ts'
import { entitiesOf, type EventEntities, type Tokenise } from './entities.ts'
import { STAND_IN } from './record.ts'
import { rolloutUnit } from './rollout-unit.ts'
import type { ShopRuntime } from './runtime.ts'

export interface RescoreContext {
  readonly runtime: ShopRuntime
  readonly reference: Reference
  readonly token: (shopId: string, field: string, value: string) => Uint8Array
  /** List items that expired before this do not match. */
  readonly nowMs: number
  /** When absent, nobody keeps sharing circles. */
  readonly circles?: Pick<CircleIndex, 'of'>
}

export interface RescoreInput {
  readonly event: Parsed<OrderEvent>
  /** Of the decision that is in force. */
  readonly stored: Decision['signals']
  readonly outside: Outside
  readonly linked: LinkedAnswer
  readonly links: LinkAnswer
  readonly history?: HistoryAnswer
  /** Of the customer: what a person has lifted meanwhile does not count any more. */
  readonly profile?: Profile
}

/** Counts on by itself: an order that is scored again has less of it left. */
const HOURS_LEFT = 'payment.authorization_hours_left'

/**
 * Neither the event nor whose it is changes, that time passes is no news, and what is strange follows
 * from the other signals, or another model is in force.
 */
const NO_NEWS = new Set([ROLLOUT_UNIT.name, HOURS_LEFT, ORDER_ANOMALY.name])

/** What may have changed since; everything else is as it was. */
const RENEWED = new Set([
  ...[
    ...outsideSignals,
    ...challengeSignals,
    ...lookupSignals,
    ...linkedSignals,
    ...sharedListSignals,
  ].map(({ name }) => name),
  ...LATE_LINK_SIGNALS,
])

const LATE_LINKS = new Set(LATE_LINK_SIGNALS)

function isLess(now: SignalValue, before: SignalValue): boolean {
  return typeof now === 'number' && typeof before === 'number' && now < before
}

/**
 * The signals of an order that is scored again: as they were stored, and in their places what
 * lists, reports and others outside say now. Personal ones are not stored: they are read anew from
 * the event. What was known stays, where it can no longer be told (personal values are not kept, a
 * look-up failed).
 *
 * @returns also who and what the event is about, as far as that is kept
 */
export function rescoredSignals(
  context: RescoreContext,
  input: RescoreInput,
): { readonly signals: SignalVector; readonly entities: EventEntities } {
  const { runtime, reference, nowMs } = context
  const { declarations } = runtime.snapshots.order
  const { profile } = input
  const signals: SignalValue[] = declarations.map(({ name }) => {
    const stored = storedSignal(input.stored, name)
    return profile === undefined ? stored : liftedSignal(name, stored, profile)
  })
  const replace = (at: number, value: SignalValue) => {
    if (!isUnknown(value) || isUnknown(signals[at])) signals[at] = value
  }
  const { links } = input
  const isLacking = links.known && links.isWithoutAddresses
  const event = withoutStandIns(withDomain(input))
  const readings = runtime.plan.read(event, reference)
  const computed = runtime.plan.compute({
    event,
    readings,
    profile: NO_PROFILE,
    shop: runtime.settings,
    outside: input.outside,
    linked: input.linked,
    links,
    history: input.history ?? NO_HISTORY,
    sharedList: context.circles?.of(runtime.shopId, event, readings, nowMs) ?? NO_SHARED_LIST,
  })
  for (let at = 0; at < computed.length; at++) {
    const { name, privacy } = declarations[at]!
    // What an address led to is not to be found: fewer reports are no good news.
    if (isLacking && LATE_LINKS.has(name) && isLess(computed[at]!, signals[at]!)) continue
    if (RENEWED.has(name) || privacy === 'personal') replace(at, computed[at]!)
  }
  const until = event.payment?.authorization_expires_at
  if (until !== undefined) {
    replace(
      declarations.findIndex(({ name }) => name === HOURS_LEFT),
      hoursLeft(until, nowMs),
    )
  }
  for (const { count, others } of lateHistory(declarations)) {
    if (!isReportedAnew(signals[count], computed[count])) continue
    signals[count] = computed[count]!
    for (const at of others) signals[at] = computed[at]!
  }
  const tokenise: Tokenise = (field, value) => context.token(runtime.shopId, field, value)
  const entities = entitiesOf(event, readings, tokenise, null)
  const { email, email_domain: domain } = readings
  // A list of domains asks for no more of an address than its domain.
  const known = email.known ? readings : { ...readings, email: domain }
  // Nothing was rolled out when it was decided: whose it is was not written down.
  const unitAt = unitIndexOf(declarations)
  if (isUnknown(signals[unitAt])) signals[unitAt] = rolloutUnit(runtime, entities)
  const ipCountry = input.stored['ip.country']
  const subject = {
    event,
    readings: known,
    entities,
    tokenise,
    atMs: nowMs,
    ...(typeof ipCountry === 'string' ? { ipCountry } : {}),
  }
  const listsFrom = declarations.length - runtime.entityLists.length
  for (const [at, list] of runtime.entityLists.entries()) {
    replace(listsFrom + at, list.matches(subject))
  }
  const anomalyAt = declarations.findIndex(({ name }) => name === ORDER_ANOMALY.name)
  signals[anomalyAt] = anomalyOf(runtime, 'order', signals)
  return { signals, entities }
}

/** Where the counts of reports stand, each with what goes with it. */
function lateHistory(
  declarations: readonly SignalDeclaration[],
): { readonly count: number; readonly others: readonly number[] }[] {
  const at = (name: string) => declarations.findIndex((each) => each.name === name)
  return LATE_HISTORY_SIGNALS.map(({ count, others }) => ({
    count: at(count),
    others: others.map(at),
  }))
}

/**
 * Rates move with every order of the shop: of an order that nothing was reported about since they
 * stay as they were, or each look at it would make another decision. So does what was not counted
 * yet when it was decided.
 */
function isReportedAnew(stored: SignalValue | undefined, now: SignalValue | undefined): boolean {
  return typeof stored === 'number' && typeof now === 'number' && stored !== now
}

/**
 * Whether something that was known when the order was decided cannot be told any more: a personal
 * value that was withheld from the stored decision, and is kept nowhere else. Rules would be told
 * less than before, and an order would look better than it did.
 */
export function hasLost(
  declarations: readonly SignalDeclaration[],
  signals: SignalVector,
  stored: Decision['signals'],
): boolean {
  return declarations.some(({ name, privacy }, at) => {
    if (privacy !== 'personal' || !isUnknown(signals[at])) return false
    const before = storedSignal(stored, name)
    return isUnknown(before) && before.reason === WITHHELD_REASON
  })
}

/** Whether two sets of signals know the same. Why something is unknown makes no difference. */
export function hasSameSignals(
  declarations: readonly SignalDeclaration[],
  signals: SignalVector,
  stored: Decision['signals'],
): boolean {
  return declarations.every(({ name, privacy }, at) => {
    // What was not stored cannot be compared.
    if (privacy === 'personal' || NO_NEWS.has(name)) return true
    const before = storedSignal(stored, name)
    const now = signals[at]!
    if (isUnknown(before) || isUnknown(now)) return isUnknown(before) && isUnknown(now)
    return typeof now === 'object' ? JSON.stringify(now) === JSON.stringify(before) : now === before
  })
}

function storedSignal(stored: Decision['signals'], name: string): SignalValue {
  return Object.hasOwn(stored, name)
    ? fromWireSignal(stored[name]!)
    : unknownBecause(NOT_SENT_REASON)
}

/** Where the address is not kept, its domain was stored as a signal. */
function withDomain({ event, stored }: RescoreInput): Parsed<OrderEvent> {
  const domain = stored['email.domain']
  if (event.email?.address !== undefined || typeof domain !== 'string') return event
  return { ...event, email: { ...event.email, domain } }
}

/** What stands for an id is not that id: who it is cannot be looked up by it. */
function withoutStandIns(event: Parsed<OrderEvent>): Parsed<OrderEvent> {
  const { account, seller } = event
  const isStandIn = (id: string | undefined) => id?.startsWith(STAND_IN) === true
  return {
    ...event,
    ...(isStandIn(account?.user_id) ? { account: { ...account, user_id: undefined } } : {}),
    ...(isStandIn(seller?.id) ? { seller: { ...seller, id: undefined } } : {}),
  } as Parsed<OrderEvent>
}
