import type { Sql } from '../connection/sql.ts'
import type { Bodies } from '../body/bodies.ts'
import { EXPIRE_IDEMPOTENCY } from '../queries/expire-idempotency.ts'
import { FIND_IDEMPOTENCY, type IdempotencyRow } from '../queries/find-idempotency.ts'
import { BODY_HASH_BYTES, requestId } from './request-id.ts'
import type { Presence } from '../spool/presence.ts'
import type { Spool } from '../spool/spool.ts'
import { StoreError } from '../store-error.ts'
import type {
  Idempotency,
  IdempotencyRequest,
  IdempotencyReservation,
  IdempotencyState,
} from './outcome.ts'

/** Keys are kept this long (the contract). */
export const KEPT_MS = 24 * 60 * 60 * 1000
const EXPIRE_STEP_ROWS = 10_000
const KEY_CHARACTERS_MAX = 255

export interface IdempotencyOptions {
  readonly sql: Sql
  /** For statements over many keys: no request waits behind them. */
  readonly slow: Sql
  readonly bodies: Pick<Bodies, 'decode'>
  readonly nowMs: () => number
  /** Absent: while the database is away no key can be begun. */
  readonly spool?: Pick<Spool, 'find' | 'isEmpty'>
  readonly presence?: Pick<Presence, 'isAway' | 'unlessAway'>
}

/** Reads one stored answer; used by `begin` and by the loser of a race between nodes. */
export async function findAnswer(
  { sql, bodies }: Pick<IdempotencyOptions, 'sql' | 'bodies'>,
  request: IdempotencyRequest,
  notBeforeMs: number,
): Promise<Exclude<IdempotencyState, { state: 'new' | 'in_flight' }> | undefined> {
  const [row] = await sql.rows<IdempotencyRow>(FIND_IDEMPOTENCY, [requestId(request)])
  if (row === undefined || row.created_at < notBeforeMs) return undefined
  if (!isSameBody(row.body_hash, request.bodyHash)) return { state: 'conflict' }
  const answer = row.answer ?? (await decisionOf(row, bodies))
  // The journal's retention is longer than 24 hours, so the row that the key points to exists.
  if (answer === null)
    throw new Error(`the answer of the idempotency key is gone: ${request.route}`)
  return { state: 'replay', status: row.status, answer }
}

export function openIdempotency(options: IdempotencyOptions): Idempotency {
  const inFlight = new Map<string, IdempotencyReservation>()
  return {
    async begin(request) {
      if (request.key.length === 0 || request.key.length > KEY_CHARACTERS_MAX) {
        throw new StoreError(
          'invalid',
          `an idempotency key has 1 to ${KEY_CHARACTERS_MAX} characters`,
        )
      }
      const name = requestId(request)
      if (inFlight.has(name)) return { state: 'in_flight' }
      const createdAtMs = options.nowMs()
      const reservation = { ...request, createdAtMs }
      inFlight.set(name, reservation)
      try {
        const { spool } = options
        const spooled = spool === undefined || spool.isEmpty ? undefined : await spool.find(request)
        const lookUp = () => findAnswer(options, request, createdAtMs - KEPT_MS)
        const { presence } = options
        const found =
          spooled ?? (await (presence === undefined ? lookUp() : presence.unlessAway(lookUp)))
        if (found === undefined) return { state: 'new', reservation }
        if (found === 'away') {
          const unchecked = { ...reservation, isUnchecked: true }
          inFlight.set(name, unchecked)
          return { state: 'new', reservation: unchecked }
        }
        inFlight.delete(name)
        return found
      } catch (error) {
        inFlight.delete(name)
        throw error
      }
    },
    release(reservation) {
      const name = requestId(reservation)
      if (inFlight.get(name) === reservation) inFlight.delete(name)
    },
    async expire(nowMs) {
      let deleted = 0
      for (;;) {
        const step = await options.slow.run(EXPIRE_IDEMPOTENCY, [
          (nowMs - KEPT_MS) / 1000,
          EXPIRE_STEP_ROWS,
        ])
        deleted += step
        if (step < EXPIRE_STEP_ROWS) return deleted
      }
    },
  }
}

function isSameBody(stored: Uint8Array, given: Uint8Array): boolean {
  const compared = stored.subarray(0, BODY_HASH_BYTES)
  return Buffer.compare(compared, given.subarray(0, BODY_HASH_BYTES)) === 0
}

/** The answer is kept once: the key's row points to the decision in the journal. */
async function decisionOf(row: IdempotencyRow, bodies: Pick<Bodies, 'decode'>) {
  if (row.body === null || row.journal_id === null) return null
  const owner = { id: row.journal_id, eventId: row.event_id, transactionId: row.transaction_id }
  return (await bodies.decode(row.body, owner)).decisionJson
}
