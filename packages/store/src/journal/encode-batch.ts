import { BODY_HASH_BYTES } from '../idempotency/request-id.ts'
import { requestId } from '../idempotency/request-id.ts'
import type { AppendExtras } from './journal.ts'
import { JOURNAL_KINDS, JOURNAL_OUTCOMES, type JournalRecord } from './record.ts'

/** A record with what goes with it, its body already compressed. */
export interface Entry {
  readonly record: JournalRecord
  readonly extras: AppendExtras
  readonly body: Uint8Array
}

/** The parameters of `APPEND_BATCH`. */
export type BatchParameters = readonly [rows: string, blob: Buffer, labels: string, jobs: string]

const KIND_NUMBERS = numbersOf(JOURNAL_KINDS)
const OUTCOME_NUMBERS = numbersOf(JOURNAL_OUTCOMES)

function numbersOf<Word extends string>(words: readonly Word[]): ReadonlyMap<Word | null, number> {
  return new Map(words.map((word, number) => [word, number]))
}

export function encodeBatch(entries: readonly Entry[]): BatchParameters {
  const rows: object[] = []
  const labels: object[] = []
  const jobs: object[] = []
  const blob = new BatchBytes()
  for (const [n, entry] of entries.entries()) {
    rows.push(rowOf(n, entry, blob))
    const { label } = entry.extras
    if (label !== undefined) {
      labels.push({
        n,
        id: label.id,
        shop: label.shopId,
        ev: label.eventId,
        tr: label.transactionId,
        label: label.label,
        source: label.source,
        ms: label.timeMs,
        amount: label.amountMinor,
      })
    }
    for (const job of entry.extras.jobs ?? []) {
      jobs.push({
        n,
        shop: job.shopId,
        queue: job.queue,
        uk: job.uniqueKey ?? null,
        ms: job.runAtMs ?? entry.record.receivedAtMs,
        payload: job.payload,
      })
    }
  }
  return [JSON.stringify(rows), blob.bytes(), JSON.stringify(labels), JSON.stringify(jobs)]
}

/** All in one literal: objects put together from parts take twice as long. */
function rowOf(n: number, { record, extras, body }: Entry, blob: BatchBytes): object {
  const { sealed } = record
  const { idempotency, customer } = extras
  return {
    n,
    id: record.id,
    shop: record.shopId,
    kind: KIND_NUMBERS.get(record.kind),
    et: record.eventTimeMs,
    cp: record.checkpoint,
    ty: record.eventType,
    // See `EVENT_ID`.
    ev: record.eventId === record.id ? null : record.eventId,
    tr: record.transactionId,
    oc: OUTCOME_NUMBERS.get(record.outcome) ?? null,
    rs: record.riskScore,
    dg: record.isDegraded,
    rv: record.rulesetVersion,
    rf: record.rescoredFrom,
    // SQL counts bytes from 1. The order is that of `APPEND_BATCH`.
    o: blob.length + 1,
    w: blob.add(record.window),
    u: blob.add(sealed?.subject),
    s: blob.add(sealed?.bytes),
    b: blob.add(body),
    k: blob.add(sealed?.newKey?.salt),
    h: blob.add(idempotency?.reservation.bodyHash.subarray(0, BODY_HASH_BYTES)),
    a: blob.add(idempotency?.answer),
    sh: blob.add(record.shadow),
    rq: idempotency === undefined ? null : requestId(idempotency.reservation),
    st: idempotency?.status ?? null,
    ca: customer?.account,
    co: customer?.orderId,
    ct: customer?.trust,
    cc: customer?.change,
    cb: customer?.by,
    cn: customer?.note,
  }
}

/** All binary values of a batch, one after another. */
class BatchBytes {
  length = 0
  readonly #pieces: Uint8Array[] = []

  /** Answers how many bytes it has. */
  add(piece: Uint8Array | null | undefined): number {
    if (piece === null || piece === undefined || piece.length === 0) return 0
    this.#pieces.push(piece)
    this.length += piece.length
    return piece.length
  }

  bytes(): Buffer {
    return Buffer.concat(this.#pieces, this.length)
  }
}
