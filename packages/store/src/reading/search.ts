import type { Statement } from '../connection/sql.ts'
import {
  JOURNAL_KINDS,
  JOURNAL_OUTCOMES,
  type JournalKind,
  type JournalOutcome,
} from '../journal/record.ts'
import { JOURNAL_COLUMNS } from '../queries/find-record.ts'
import { StoreError } from '../store-error.ts'
import { firstIdOf, isId } from './id-bounds.ts'

/** A page holds at most this many records: a decision is about 6 KB. */
export const PAGE_ROWS_MAX = 200

/** All given filters must hold. Newest first. */
export interface RecordFilter {
  readonly shopId: string
  readonly kind?: JournalKind
  readonly eventId?: string
  readonly transactionId?: string
  readonly outcome?: JournalOutcome
  readonly checkpoint?: string
  /** 0 to 100, inclusive. */
  readonly riskScoreMin?: number
  readonly riskScoreMax?: number
  readonly isDegraded?: boolean
  /** Received at or after, milliseconds since the epoch. */
  readonly fromMs?: number
  /** Received before, milliseconds since the epoch. */
  readonly toMs?: number
  /** The `nextCursor` of the page before. */
  readonly cursor?: string
  /** 1 to 200; 50 when absent. */
  readonly limit?: number
}

/** One statement per set of filters, so that each is planned with the indexes that fit it. */
export function searchStatement(filter: RecordFilter): {
  statement: Statement
  values: readonly unknown[]
} {
  const values: unknown[] = []
  const conditions: string[] = []
  const names: string[] = []
  const add = (name: string, condition: (parameter: string) => string, value: unknown) => {
    if (value === undefined) return
    values.push(value)
    names.push(name)
    conditions.push(condition(`$${values.length}`))
  }
  if (filter.cursor !== undefined && !isId(filter.cursor)) {
    throw new StoreError('invalid', 'the cursor is not one of ours: start again without it')
  }
  add('shop', (p) => `shop_id = ${p}`, filter.shopId)
  add('kind', (p) => `kind = ${p}::smallint`, indexOf(JOURNAL_KINDS, filter.kind))
  const { eventId } = filter
  const isOwnId = eventId !== undefined && isId(eventId)
  add(isOwnId ? 'own_event' : 'event', isOwnId ? ownEvent : namedEvent, eventId)
  add(
    'transaction',
    (p) => `hashtext(transaction_id) = hashtext(${p}::text) AND transaction_id = ${p}`,
    filter.transactionId,
  )
  add('outcome', (p) => `outcome = ${p}::smallint`, indexOf(JOURNAL_OUTCOMES, filter.outcome))
  add('checkpoint', (p) => `checkpoint = ${p}`, filter.checkpoint)
  add('min', (p) => `risk_score >= ${p}::real`, filter.riskScoreMin)
  add('max', (p) => `risk_score <= ${p}::real`, filter.riskScoreMax)
  add('degraded', (p) => `is_degraded = ${p}`, filter.isDegraded)
  add(
    'from',
    (p) => `id >= ${p}::uuid`,
    filter.fromMs === undefined ? undefined : firstIdOf(filter.fromMs),
  )
  add(
    'to',
    (p) => `id < ${p}::uuid`,
    filter.toMs === undefined ? undefined : firstIdOf(filter.toMs),
  )
  add('cursor', (p) => `id < ${p}::uuid`, filter.cursor)
  const limit = Math.min(Math.max(1, Math.trunc(filter.limit ?? 50)), PAGE_ROWS_MAX)
  values.push(limit + 1)
  return {
    statement: {
      name: `search_${names.join('_')}`,
      text: `SELECT ${JOURNAL_COLUMNS} FROM journal WHERE ${conditions.join(' AND ')}
ORDER BY id DESC LIMIT $${values.length}`,
    },
    values,
  }
}

function namedEvent(p: string): string {
  return `hashtext(event_id) = hashtext(${p}::text) AND event_id = ${p}::text`
}

/** An id may also be that of an event without one of its own: see `EVENT_ID`. */
function ownEvent(p: string): string {
  return `(${namedEvent(p)} OR id = ${p}::text::uuid AND id::text = ${p}::text
  AND event_id IS NULL AND kind <> 2)`
}

function indexOf<Name extends string>(names: readonly Name[], name: Name | undefined) {
  return name === undefined ? undefined : names.indexOf(name)
}
