import {
  parseEvent,
  EVENT_TYPES,
  type AnyEvent,
  type Checkpoint,
  type DisputeEvent,
  type EventAnswer,
  type EventType,
  type OrderEvent,
  type Parsed,
  type WindowKey,
} from '@gatehouse/contract'
import { rulingOf, writeDecision, type DecideInput, type Ruling } from '@gatehouse/gate'
import {
  ResultUnknownError,
  type AppendExtras,
  type AppendResult,
  type Idempotency,
  type IdempotencyReservation,
  type NewJob,
  type Store,
} from '@gatehouse/store'
import { deadlineJobs } from './action-deadline-job.ts'
import { blockJobs } from './block-job.ts'
import { authorizationJobs } from './authorization-job.ts'
import { enrichJob } from './enrich-job.ts'
import { learnFrom, newsOfDecision, type CustomerNews } from './customers/customer-note.ts'
import { inStep, together } from './in-step.ts'
import { observe, type Observed, type Sources } from './observe.ts'
import { spooledOrderJob } from './spooled-job.ts'
import { jobsOfDispute } from './report-job.ts'
import { recordOf } from './record.ts'
import type { ShopRuntime } from './runtime.ts'
import { decideInShadow } from './shadow.ts'
import { slotFor, snapshotOf } from './slots.ts'

/** What the way of an event runs through. The clock and the ids are arguments, as in a test. */
export interface GatewayParts {
  readonly sources: Sources
  readonly store: Pick<Store, 'journal' | 'personal'> & { readonly idempotency: Idempotency }
  /** The current, frozen state of a shop; `undefined` when there is no such shop. */
  runtime(shopId: string): ShopRuntime | undefined
  nowMs(): number
  newId(atMs: number): string
  /** Of a customer something was learned that did not happen after all. */
  onUnlearned?(account: WindowKey): void
  /** A ruleset in shadow failed on an event; the decision is not affected. */
  onShadowFailed?(shopId: string, error: unknown): void
}

/** One event as the edge hands it on: parsed, authenticated, not yet looked at. */
export interface Arrival {
  readonly shopId: string
  readonly event: AnyEvent
  readonly type: EventType
  readonly reservation: IdempotencyReservation | null
}

/** What is answered: the bytes that were stored. */
export type Answer =
  | {
      readonly state: 'stored'
      readonly status: number
      readonly body: Uint8Array
      /** `null`: nothing was decided. */
      readonly ruling: Ruling | null
    }
  /** Another process answered the same idempotency key first. */
  | { readonly state: 'replay'; readonly status: number; readonly body: Uint8Array }
  | { readonly state: 'conflict' }

/** The way of an event, for everything that has one: server, replay, tests. */
export interface Gateway {
  /** Observes, decides and records; answers the decision once it is durable. */
  decide(arrival: Arrival): Promise<Answer>
  /** Records an event that nothing is decided about; windows count it. */
  record(arrival: Arrival): Promise<Answer>
}

export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: 'unknown_shop' | 'not_decidable'
  constructor(code: GatewayError['code'], message: string) {
    super(message)
    this.code = code
  }
}

const OK = 200
const CREATED = 201

export function openGateway(parts: GatewayParts): Gateway {
  return {
    async decide(arrival) {
      const { checkpoint } = EVENT_TYPES[arrival.type]
      if (checkpoint === null) {
        throw new GatewayError(
          'not_decidable',
          `events of type \`${arrival.type}\` are recorded, not decided: use \`POST /v1/events\``,
        )
      }
      return run(parts, arrival, checkpoint)
    },
    record: (arrival) => run(parts, arrival, null),
  }
}

/** parse is done: observe -> decide -> record -> answer. */
async function run(
  parts: GatewayParts,
  arrival: Arrival,
  checkpoint: Checkpoint | null,
): Promise<Answer> {
  const { sources, store } = parts
  await together()
  const receivedAtMs = parts.nowMs()
  const id = parts.newId(receivedAtMs)
  const runtime = runtimeOf(parts, arrival.shopId)
  const event = headed(arrival, id, receivedAtMs)

  const observed = await observe(runtime, sources, event, receivedAtMs, id)
  const degraded = store.journal.isAway || arrival.reservation?.isUnchecked === true
  try {
    const slot = checkpoint === null ? null : slotFor(runtime, checkpoint, observed.signals)
    const input: DecideInput | null =
      checkpoint === null || slot === null
        ? null
        : {
            id,
            eventId: event.event.event_id,
            checkpoint,
            snapshot: snapshotOf(slot, observed.signals, event.event.event_id),
            signals: observed.signals,
            estimated: observed.estimated,
            now: receivedAtMs,
            snoozed: runtime.snoozes?.of(observed.entities, receivedAtMs),
            degraded,
            ...languageOf(event),
          }
    const ruling = input === null ? null : rulingOf(input)
    const shadow =
      input === null || ruling === null || slot === null
        ? null
        : decideInShadow(slot, input, ruling, (error) =>
            parts.onShadowFailed?.(runtime.shopId, error),
          )
    const news =
      input === null || ruling === null
        ? null
        : newsOfDecision(
            observed.entities.keys.account,
            input,
            ruling,
            observed.profile,
            receivedAtMs,
          )
    await inStep
    const body =
      ruling === null
        ? Buffer.from(JSON.stringify(recorded(id, event, receivedAtMs)))
        : Buffer.from(writeDecision(ruling).buffer)
    await inStep
    const record = recordOf(
      {
        id,
        runtime,
        event,
        entities: observed.entities,
        window: observed.window,
        receivedAtMs,
        ruling,
        decisionJson: ruling === null ? null : body,
        shadow,
      },
      store.personal,
    )
    const status = ruling === null ? CREATED : OK
    await inStep
    const { reservation } = arrival
    const stored = await store.journal.append(record, {
      ...(reservation === null
        ? {}
        : { idempotency: idempotencyOf(reservation, status, ruling, body) }),
      ...(news === null ? {} : { customer: news.note }),
      ...jobsOf(arrival, runtime.shopId, id, {
        isLate: observed.isLate && ruling !== null,
        isDegraded: degraded && checkpoint === 'order',
        asked:
          ruling === null
            ? []
            : [
                ...blockJobs(runtime.shopId, ruling),
                ...(checkpoint === 'order'
                  ? [
                      ...authorizationJobs(runtime.shopId, id, event, receivedAtMs),
                      ...deadlineJobs(runtime.shopId, ruling, receivedAtMs),
                    ]
                  : []),
              ],
      }),
    })
    learnOnce(parts, stored, news)
    settleElsewhere(parts, stored, observed, ruling)
    return await answer(stored, observed, { state: 'stored', status, body, ruling })
  } catch (error) {
    await releaseUnlessStored(error, observed)
    throw error
  }
}

/**
 * Nothing was stored, so nothing happened: later events must not see this one. While that is not
 * known the windows keep it: counting one too many is the safe side.
 */
async function releaseUnlessStored(error: unknown, observed: Observed): Promise<void> {
  if (!(error instanceof ResultUnknownError)) return observed.release()
  void error.isStored.then((isStored) => (isStored ? undefined : observed.release()))
}

/** Before the answer: the next order of the customer may come right after it. */
function learnOnce(parts: GatewayParts, stored: AppendResult, news: CustomerNews | null): void {
  const { customers } = parts.sources
  if (customers === undefined || news === null) return
  if (stored.state !== 'stored' && stored.state !== 'spooled') return
  learnFrom(customers, news)
  if (stored.state === 'spooled') {
    void stored.isStored.then((isKept) => (isKept ? undefined : parts.onUnlearned?.(news.account)))
  }
}

/** The other shops of a circle are told what became of it, never which shop it was. */
function settleElsewhere(
  { sources }: GatewayParts,
  { state }: AppendResult,
  { elsewhere }: Observed,
  ruling: Ruling | null,
): void {
  if (elsewhere === null || (state !== 'stored' && state !== 'spooled')) return
  sources.elsewhere?.settle(elsewhere, ruling?.outcome === 'approve')
}

/** What is late is fetched after the answer, and a dispute tells on other orders. */
function jobsOf(
  { event, type }: Arrival,
  shopId: string,
  id: string,
  {
    isLate,
    isDegraded,
    asked,
  }: {
    readonly isLate: boolean
    readonly isDegraded: boolean
    readonly asked: readonly NewJob[]
  },
): Pick<AppendExtras, 'jobs'> {
  if (isLate || isDegraded || asked.length > 0) {
    return {
      jobs: [
        ...(isLate ? [enrichJob(shopId, id)] : []),
        ...(isDegraded ? [spooledOrderJob(shopId, id)] : []),
        ...asked,
      ],
    }
  }
  return EVENT_TYPES[type].kind === 'dispute'
    ? { jobs: jobsOfDispute(shopId, event as DisputeEvent) }
    : {}
}

async function answer(stored: AppendResult, observed: Observed, own: Answer): Promise<Answer> {
  if (stored.state === 'stored') return own
  if (stored.state === 'spooled') {
    releaseUnlessKept(stored.isStored, observed.release)
    return own
  }
  await observed.release()
  return stored.state === 'replay'
    ? { state: 'replay', status: stored.status, body: stored.answer }
    : { state: 'conflict' }
}

/** Of an event in the spool nothing is held in memory but how to release it. */
function releaseUnlessKept(isStored: Promise<boolean>, release: Observed['release']): void {
  void isStored.then((isKept) => (isKept ? undefined : release()))
}

function runtimeOf(parts: GatewayParts, shopId: string): ShopRuntime {
  const runtime = parts.runtime(shopId)
  if (runtime === undefined) {
    throw new GatewayError('unknown_shop', `there is no shop \`${shopId}\``)
  }
  return runtime
}

function headed(arrival: Arrival, id: string, receivedAtMs: number): Parsed<OrderEvent> {
  return parseEvent(arrival.event as OrderEvent, {
    eventId: id,
    shopId: arrival.shopId,
    receivedAt: new Date(receivedAtMs).toISOString(),
    type: arrival.type,
  })
}

/** The shopper's first language, for the message. */
export function languageOf(event: Parsed<OrderEvent>): { language?: string } {
  const tag = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*/.exec(event.device?.accept_language ?? '')
  return tag === null ? {} : { language: tag[0] }
}

function recorded(id: string, event: Parsed<OrderEvent>, receivedAtMs: number): EventAnswer {
  const { event_id, type } = event.event
  return { id, event_id, type, received_at: new Date(receivedAtMs).toISOString() }
}

/** A decision is kept once, in the journal; any other answer is kept beside its key. */
function idempotencyOf(
  reservation: IdempotencyReservation,
  status: number,
  ruling: Ruling | null,
  answer: Uint8Array,
): NonNullable<AppendExtras['idempotency']> {
  return ruling === null ? { reservation, status, answer } : { reservation, status }
}
