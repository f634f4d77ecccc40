import {
  eventTypesOf,
  NO_HISTORY,
  NO_LINKS,
  NOTHING_OUTSIDE,
  type ChallengeFacts,
  type Decision,
  type EventType,
  type HistoryAnswer,
  type LinkAnswer,
  type OrderEvent,
  type Outside,
  type Parsed,
  type Reference,
  type Ruleset,
} from '@gatehouse/contract'
import { previousOf, rulingOf, writeDecision, type DecideInput, type Ruling } from '@gatehouse/gate'
import type { ShopHistory, ShopLinks } from '@gatehouse/signals'
import {
  timeOfId,
  type IdempotencyReservation,
  type OpenedValues,
  type Store,
  type StoredRecord,
} from '@gatehouse/store'
import type { CircleIndex } from './circles/circle-index.ts'
import { GatewayError, languageOf, type Answer } from './gateway.ts'
import { deadlineJobs } from './action-deadline-job.ts'
import { accountOfWindow } from './customers/account-key.ts'
import { NO_PROFILE, type CustomerBook } from './customers/customer-book.ts'
import { learnFrom, newsOfDecision } from './customers/customer-note.ts'
import { inOrderTurn } from './order-turns.ts'
import type { ReportIndex } from './report-index.ts'
import { hasLost, hasSameSignals, rescoredSignals } from './rescored-signals.ts'
import type { ShopRuntime } from './runtime.ts'
import { withPersonalValues } from './sealed-event.ts'
import { slotFor, snapshotOf } from './slots.ts'
import { offForAll, stillSnoozed } from './snoozes.ts'

export interface RescoreRequest {
  readonly shopId: string
  /** Any decision about the order: the first one or one that replaced it. */
  readonly decisionId: string
  /** What was learned outside since. */
  readonly outside?: Outside
  /** What the shopper was asked to do, where that is why. */
  readonly challenges?: ChallengeFacts
  /** A person asked: the decision is stored even if it says what the one before said. */
  readonly isAsked: boolean
  /** What was away when the order was decided is there again. */
  readonly isWhole?: boolean
  /** The reserved money can be captured for a little while only. */
  readonly authorizationEnds?: boolean
  /** A report of fraud nearby was taken back: fewer of them are news, and no gap. */
  readonly isReportTakenBack?: boolean
  readonly reservation?: IdempotencyReservation | null
}

/** Why an order is left alone. */
export type Closed = 'not_an_order' | 'shipped' | 'cancelled' | 'too_old' | 'not_kept'

export type RescoreResult =
  | { readonly state: 'rescored'; readonly answer: Answer; readonly ruling: Ruling }
  /** Nothing that is known now was not known before. */
  | { readonly state: 'unchanged' }
  | { readonly state: 'closed'; readonly why: Closed }
  | { readonly state: 'not_found' }

export interface RescoreParts {
  reference(): Reference
  readonly store: {
    readonly journal: Pick<Store['journal'], 'append'>
    readonly orderLocks: Store['orderLocks']
    readonly personal: Pick<Store['personal'], 'token' | 'open'>
    readonly reading: Pick<Store['reading'], 'record' | 'rescores' | 'hasEvent'>
    readonly rulesets: Pick<Store['rulesets'], 'find'>
  }
  readonly reports: Pick<ReportIndex, 'ofOrder' | 'lookup'>
  readonly links: Pick<ShopLinks, 'answerOf'>
  /** When absent, nobody counts what became of earlier orders. */
  readonly history?: Pick<ShopHistory, 'answerOf'>
  /** When absent, nobody remembers customers. */
  readonly customers?: Pick<CustomerBook, 'of' | 'learn'>
  /** When absent, nobody keeps sharing circles. */
  readonly circles?: Pick<CircleIndex, 'of'>
  /** Reads anew what the database knows of customers, by `accountText`. */
  reloadCustomers?(accounts: readonly string[]): Promise<void>
  /** Older orders are left alone, milliseconds. */
  readonly openForMs: number
  runtime(shopId: string): ShopRuntime | undefined
  nowMs(): number
  newId(atMs: number): string
}

/** An order that may still be stopped, with what is in force about it. */
export interface OpenOrder {
  readonly state: 'open'
  /** The first decision: its event, its windows. */
  readonly first: StoredRecord
  readonly latest: Decision
  /** Every decision about it, newest first; the last ones where there are very many. */
  readonly chain: readonly Decision[]
}

const SHIPPED: readonly EventType[] = [
  ...eventTypesOf('fulfilment'),
  'return_requested',
  'return_received',
]
const CANCELLED: readonly EventType[] = ['order_cancelled']
const CREATED = 201
/** Hardly any order is decided ten times. */
const CHAIN_MAX = 50

/** Finds the order of a decision, and says why it is left alone where it is. */
export async function findOpenOrder(
  parts: RescoreParts,
  shopId: string,
  decisionId: string,
): Promise<OpenOrder | Extract<RescoreResult, { state: 'closed' | 'not_found' }>> {
  const named = await parts.store.reading.record(shopId, decisionId)
  return named === undefined ? { state: 'not_found' } : openOrderOf(parts, named)
}

async function openOrderOf(
  parts: RescoreParts,
  named: StoredRecord,
): Promise<OpenOrder | Extract<RescoreResult, { state: 'closed' | 'not_found' }>> {
  const { reading } = parts.store
  const { shopId } = named
  if (named.decisionJson === null) return { state: 'not_found' }
  if (named.checkpoint !== 'order') return { state: 'closed', why: 'not_an_order' }
  const first =
    named.rescoredFrom === null ? named : await reading.record(shopId, named.rescoredFrom)
  if (first === undefined) return { state: 'not_found' }
  if (first.receivedAtMs < parts.nowMs() - parts.openForMs) {
    return { state: 'closed', why: 'too_old' }
  }
  const { transactionId } = first
  if (transactionId !== null) {
    const [isShipped, isCancelled] = await Promise.all(
      [SHIPPED, CANCELLED].map((types) => reading.hasEvent(shopId, transactionId, types)),
    )
    if (isShipped) return { state: 'closed', why: 'shipped' }
    if (isCancelled) return { state: 'closed', why: 'cancelled' }
  }
  const again = await reading.rescores(shopId, first, CHAIN_MAX)
  const chain = [...again, first].map(({ decisionJson }) => parsed(decisionJson!) as Decision)
  return { state: 'open', first, latest: chain[0]!, chain }
}

/**
 * The event of a record as it was received, where its personal values are kept and were not
 * erased; else without them.
 */
export async function wholeEvent(
  { store }: { readonly store: { readonly personal: Pick<Store['personal'], 'open'> } },
  record: StoredRecord,
): Promise<{ readonly event: Parsed<OrderEvent>; readonly personal: OpenedValues['state'] }> {
  const event = parsed(record.eventJson) as Parsed<OrderEvent>
  const opened = await store.personal.open(record.shopId, record.id, record.sealed)
  const isOpen = opened.state === 'open'
  return {
    event: isOpen ? withPersonalValues(event, opened.values) : event,
    personal: opened.state,
  }
}

/**
 * Decides an open, unshipped order again: the signals as they were, and of those that may have
 * changed (lists, answers from outside) the new ones. Windows are neither read nor counted again:
 * an order must not see itself. The new decision is linked to the first.
 */
export async function rescore(
  parts: RescoreParts,
  request: RescoreRequest,
): Promise<RescoreResult> {
  const { shopId, decisionId } = request
  const runtime = parts.runtime(shopId)
  if (runtime === undefined) {
    throw new GatewayError('unknown_shop', `there is no shop \`${shopId}\``)
  }
  const named = await parts.store.reading.record(shopId, decisionId)
  if (named === undefined) return { state: 'not_found' }
  return inOrderTurn(parts.store, shopId, named.rescoredFrom ?? named.id, async () => {
    const order = await openOrderOf(parts, named)
    if (order.state !== 'open') return order
    // What the shop has changed while this waited is in force.
    return decideAgain(parts, request, parts.runtime(shopId) ?? runtime, order)
  })
}

async function decideAgain(
  parts: RescoreParts,
  request: RescoreRequest,
  runtime: ShopRuntime,
  order: OpenOrder,
): Promise<RescoreResult> {
  const { shopId, reservation = null } = request
  const { first, latest, chain } = order
  // What a person said stands until a person asks again.
  if (latest.override !== undefined && !request.isAsked) return { state: 'unchanged' }
  const nowMs = timeAfter(latest, parts.nowMs())
  const { event, personal } = await wholeEvent(parts, first)
  const account = accountOfWindow(first.window)
  const profile = (account === null ? undefined : parts.customers?.of(account)) ?? NO_PROFILE
  const { signals, entities } = rescoredSignals(
    {
      runtime,
      reference: parts.reference(),
      token: (...of) => parts.store.personal.token(...of),
      nowMs,
      ...(parts.circles === undefined ? {} : { circles: parts.circles }),
    },
    {
      event,
      stored: latest.signals,
      outside: {
        ...(request.outside ?? NOTHING_OUTSIDE),
        challenges: request.challenges ?? null,
      },
      linked: parts.reports.ofOrder(shopId, first.id, first.window),
      profile,
      links: linksOf(
        parts,
        first,
        nowMs < runtime.linksLackUntilMs && request.isReportTakenBack !== true,
      ),
      history: historyOf(parts, first),
    },
  )
  const { declarations } = runtime.snapshots.order
  if (hasLost(declarations, signals, latest.signals)) return { state: 'closed', why: 'not_kept' }
  const id = parts.newId(nowMs)
  const degraded = request.isWhole === true ? false : latest.degraded
  const input: DecideInput = {
    id,
    eventId: event.event.event_id,
    checkpoint: 'order',
    // What is known now may say another segment than what was known then.
    snapshot: snapshotOf(slotFor(runtime, 'order', signals), signals, event.event.event_id),
    signals,
    // Windows are as they were read for the first decision.
    estimated: latest.estimated,
    now: nowMs,
    snoozed: stillSnoozed(
      runtime.snoozes?.of(entities, nowMs),
      personal === 'open' ? [] : latest.rules,
      personal === 'open' ? undefined : await offThen(parts, shopId, latest),
    ),
    ...languageOf(event),
    rescoredFrom: first.id,
    previous: previousOf(chain),
    degraded,
    authorizationEnds: request.authorizationEnds ?? false,
  }
  const ruling = rulingOf(input)
  const news = newsOfDecision(account ?? undefined, input, ruling, profile, first.receivedAtMs)
  const isSame =
    // Time alone has passed: it is worth a word where something is to be done.
    (request.authorizationEnds !== true || ruling.actions.length === 0) &&
    degraded === latest.degraded &&
    ruling.would_be_outcome === latest.would_be_outcome &&
    ruling.risk_score === latest.risk_score &&
    hasSameSignals(declarations, signals, latest.signals)
  if (isSame && !request.isAsked) return { state: 'unchanged' }
  const body = Buffer.from(writeDecision(ruling).buffer)
  const stored = await parts.store.journal.append(
    {
      ...first,
      id,
      receivedAtMs: nowMs,
      outcome: ruling.outcome,
      riskScore: ruling.risk_score,
      isDegraded: ruling.degraded,
      rulesetVersion: ruling.versions.ruleset,
      rescoredFrom: first.id,
      window: null,
      decisionJson: body,
      // What was in shadow decided the event when it came.
      shadow: null,
      // They stay with the first decision, and are erased there.
      sealed: null,
    },
    {
      ...(reservation === null ? {} : { idempotency: { reservation, status: CREATED } }),
      ...(news === null ? {} : { customer: news.note }),
      jobs: deadlineJobs(shopId, ruling, nowMs),
    },
  )
  const isStored = stored.state === 'stored' || stored.state === 'spooled'
  if (isStored && news !== null && parts.customers !== undefined) learnFrom(parts.customers, news)
  const answer: Answer = isStored
    ? { state: 'stored', status: CREATED, body, ruling }
    : stored.state === 'replay'
      ? { state: 'replay', status: stored.status, body: stored.answer }
      : { state: 'conflict' }
  return { state: 'rescored', answer, ruling }
}

/**
 * The newest decision about an order is in force, by the times in their ids. The clock of the server
 * that made the last one may be ahead of ours.
 */
export function timeAfter({ id }: Pick<Decision, 'id'>, nowMs: number): number {
  return Math.max(nowMs, timeOfId(id) + 1)
}

/** The cluster as it is now, this order left out; its late signals alone are taken. */
function linksOf(
  { links, reports }: RescoreParts,
  { shopId, id, window }: StoredRecord,
  isWithoutAddresses: boolean,
): LinkAnswer {
  if (window === null) return NO_LINKS
  const answer = links.answerOf(shopId, id, window, reports.lookup(shopId, id))
  return answer.known && isWithoutAddresses ? { ...answer, isWithoutAddresses } : answer
}

function historyOf({ history }: RescoreParts, { shopId, id, window }: StoredRecord): HistoryAnswer {
  if (window === null || history === undefined) return NO_HISTORY
  return history.answerOf(shopId, id, window)
}

/** What was off for everybody when a decision was made; asked only where something was off. */
async function offThen(
  { store }: RescoreParts,
  shopId: string,
  { id, rules, versions }: Decision,
): Promise<ReadonlySet<string> | undefined> {
  if (!rules.some(({ result }) => result === 'snoozed')) return undefined
  const [name = '', version = ''] = versions.ruleset.split('@')
  const stored = await store.rulesets.find(shopId, name, Number(version) || 0)
  return offForAll((stored?.document ?? null) as Ruleset | null, timeOfId(id))
}

function parsed(json: Uint8Array): unknown {
  return JSON.parse(Buffer.from(json).toString())
}
