import { EVENT_SCHEMAS, EVENT_TYPES, type EventKind } from '@gatehouse/contract'
import type { OrderEvent, Parsed } from '@gatehouse/contract'
import type { Ruling } from '@gatehouse/gate'
import type { JournalRecord, SealedValues, SealRequest } from '@gatehouse/store'
import type { EventEntities } from './entities.ts'
import { tokenText } from './lists/token-text.ts'
import { compilePersonalSplit, type PersonalSplit, type SplitEvent } from './personal-fields.ts'
import type { ShopRuntime } from './runtime.ts'

/** What a journal row needs of the store besides being written. */
export interface Sealing {
  token(shopId: string, field: string, normalisedValue: string): Uint8Array
  seal(request: SealRequest): SealedValues
}

/** One event on its way into the journal, decided or not. */
export interface RecordInput {
  readonly id: string
  readonly runtime: ShopRuntime
  readonly event: Parsed<OrderEvent>
  readonly entities: EventEntities
  readonly window: Uint8Array | null
  readonly receivedAtMs: number
  readonly ruling: Ruling | null
  /** The decision as it is answered; `null` without one. */
  readonly decisionJson: Uint8Array | null
  /** What rulesets in shadow made of it; `null` where there is none. */
  readonly shadow: Uint8Array | null
}

/** The field of tokens that stand for ids: the same one wherever the id is sent. */
const ID_FIELD = 'id'
/** Begins what stands for an id that is the address of a person. */
export const STAND_IN = 'token:'

const splits: ReadonlyMap<EventKind, PersonalSplit> = new Map(
  Object.entries(EVENT_SCHEMAS).map(([kind, schema]) => [
    kind as EventKind,
    compilePersonalSplit(schema),
  ]),
)

/**
 * The journal row of an event. Raw personal values leave the event: sealed under their subject's
 * key, or, under `privacy: minimal`, dropped.
 */
export function recordOf(input: RecordInput, sealing: Sealing): JournalRecord {
  const { id, runtime, event, ruling } = input
  const { type, transaction_id: transactionId, event_id: eventId, time } = event.event
  const split = splits.get(EVENT_TYPES[type].kind)!(event, {
    plainInputs: runtime.plainInputs,
    token: (id) => `${STAND_IN}${tokenText(sealing.token(runtime.shopId, ID_FIELD, id))}`,
  })
  return {
    id,
    shopId: runtime.shopId,
    kind: ruling === null ? 'event' : 'decision',
    receivedAtMs: input.receivedAtMs,
    eventTimeMs: Date.parse(time),
    checkpoint: ruling?.checkpoint ?? null,
    eventType: type,
    eventId,
    transactionId: transactionId ?? null,
    outcome: ruling?.outcome ?? null,
    riskScore: ruling?.risk_score ?? null,
    isDegraded: ruling?.degraded ?? false,
    rulesetVersion: ruling?.versions.ruleset ?? null,
    rescoredFrom: ruling?.rescored_from ?? null,
    window: input.window,
    eventJson: Buffer.from(JSON.stringify(split.event)),
    decisionJson: input.decisionJson,
    shadow: input.shadow,
    sealed: sealed(input, split, sealing),
  }
}

function sealed(
  { id, runtime, event, entities }: RecordInput,
  { values }: SplitEvent,
  sealing: Sealing,
): SealedValues | null {
  if (runtime.privacy === 'minimal' || Object.keys(values).length === 0) return null
  const { shopId } = runtime
  const subject =
    entities.tokens.account ??
    entities.tokens.email ??
    sealing.token(shopId, 'event', event.event.event_id)
  return sealing.seal({ shopId, subject, recordId: id, values })
}
