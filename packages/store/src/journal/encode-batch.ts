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

const NOTHING = new Uint8Array()

export function encodeBatch(entries: readonly Entry[]): BatchParameters {
  const rows: unknown[] = []
  const labels: unknown[] = []
  const jobs: unknown[] = []
  const pieces: Uint8Array[] = []
  // SQL counts bytes from 1.
  let offset = 1
  for (const [n, entry] of entries.entries()) {
    const { idempotency, label } = entry.extras
    const binary = binaryValues(entry)
    rows.push({
      n,
      ...scalars(entry.record),
      o: offset,
      ...lengths(binary),
      ...keyColumns(idempotency),
    })
    for (const piece of binary) {
      if (piece.length === 0) continue
      pieces.push(piece)
      offset += piece.length
    }
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
  return [JSON.stringify(rows), Buffer.concat(pieces), JSON.stringify(labels), JSON.stringify(jobs)]
}

function scalars(record: JournalRecord): object {
  return {
    id: record.id,
    shop: record.shopId,
    kind: JOURNAL_KINDS.indexOf(record.kind),
    et: record.eventTimeMs,
    cp: record.checkpoint,
    ty: record.eventType,
    ev: record.eventId,
    tr: record.transactionId,
    oc: record.outcome === null ? null : JOURNAL_OUTCOMES.indexOf(record.outcome),
    rs: record.riskScore,
    dg: record.isDegraded,
    rv: record.rulesetVersion,
    rf: record.rescoredFrom,
  }
}

/** In the order that `APPEND_BATCH` states. */
function binaryValues(entry: Entry): readonly Uint8Array[] {
  const { record, extras } = entry
  const newKey = record.sealed?.newKey
  return [
    record.window ?? NOTHING,
    record.sealed?.subject ?? NOTHING,
    record.sealed?.bytes ?? NOTHING,
    entry.body,
    newKey?.keyId ?? NOTHING,
    newKey?.wrapped ?? NOTHING,
    extras.idempotency?.reservation.bodyHash ?? NOTHING,
    extras.idempotency?.answer ?? NOTHING,
  ]
}

function lengths(binary: readonly Uint8Array[]): object {
  const [w, u, s, b, ki, kw, h, a] = binary.map((piece) => piece.length)
  return { w, u, s, b, ki, kw, h, a }
}

function keyColumns(idempotency: AppendExtras['idempotency']): object {
  if (idempotency === undefined) return {}
  return { rq: requestId(idempotency.reservation), st: idempotency.status }
}
