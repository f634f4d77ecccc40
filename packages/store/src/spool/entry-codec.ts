import { decodeBody, encodeBody } from '../body/body-codec.ts'
import { BODY_HASH_BYTES, requestId } from '../idempotency/request-id.ts'
import type { AppendExtras } from '../journal/journal.ts'
import type { JournalRecord } from '../journal/record.ts'
import type { SealedValues } from '../privacy/sealed.ts'

/** First byte of a payload. Append only: a file may outlive the version that wrote it. */
const FORMAT = 1
const HEAD_AT = 5

/** A record on its way to the journal, with all that belongs to its transaction. */
export interface SpooledEntry {
  readonly record: JournalRecord
  readonly extras: AppendExtras
}

/** What is text; the binary values follow it in the order of `blobsOf`, `null` for none. */
interface Head {
  readonly record: Omit<
    JournalRecord,
    'window' | 'eventJson' | 'decisionJson' | 'shadow' | 'sealed'
  >
  readonly blobs: readonly (number | null)[]
  /** The key itself stays away, as it does from the journal. */
  readonly idempotency: {
    readonly requestId: string
    readonly status: number
    readonly createdAtMs: number
  } | null
  readonly label: AppendExtras['label'] | null
  readonly jobs: AppendExtras['jobs'] | null
  /** Not in what earlier versions wrote. */
  readonly customer?: AppendExtras['customer']
}

/** Holds what the rows would hold, in the form in which they hold it: sealed, tokenised, or not at all. */
export function encodeEntry({ record, extras }: SpooledEntry): Buffer {
  const { window, eventJson, decisionJson, shadow, sealed, ...plain } = record
  const { idempotency } = extras
  const blobs: (Uint8Array | null | undefined)[] = [
    encodeBody({ eventJson, decisionJson }, record, undefined),
    window,
    shadow,
    sealed?.subject,
    sealed?.bytes,
    sealed?.newKey?.salt,
    idempotency?.reservation.bodyHash.subarray(0, BODY_HASH_BYTES),
    idempotency?.answer,
  ]
  const head: Head = {
    record: plain,
    blobs: blobs.map((blob) => blob?.length ?? null),
    idempotency:
      idempotency === undefined
        ? null
        : {
            requestId: requestId(idempotency.reservation),
            status: idempotency.status,
            createdAtMs: idempotency.reservation.createdAtMs,
          },
    label: extras.label ?? null,
    jobs: extras.jobs ?? null,
    ...(extras.customer === undefined ? {} : { customer: extras.customer }),
  }
  const text = Buffer.from(JSON.stringify(head))
  const start = Buffer.allocUnsafe(HEAD_AT)
  start[0] = FORMAT
  start.writeUInt32LE(text.length, 1)
  return Buffer.concat([
    start,
    text,
    ...blobs.filter((blob) => blob !== null && blob !== undefined),
  ])
}

/** Throws a `RangeError` or `SyntaxError` on bytes that are no entry of a known format. */
export function decodeEntry(payload: Buffer): SpooledEntry {
  if (payload[0] !== FORMAT) throw new RangeError(`unknown spool format ${payload[0]}`)
  let at = HEAD_AT + payload.readUInt32LE(1)
  const head = JSON.parse(payload.toString('utf8', HEAD_AT, at)) as Head
  const blobs = head.blobs.map((length) => {
    if (length === null) return null
    at += length
    return payload.subarray(at - length, at)
  })
  const [body, window, shadow, subject, sealed, salt, bodyHash, answer] = blobs
  const { eventJson, decisionJson } = decodeBody(body!, head.record, undefined)
  const record: JournalRecord = {
    ...head.record,
    eventJson,
    decisionJson,
    window: window ?? null,
    shadow: shadow ?? null,
    sealed: sealedOf(subject, sealed, salt),
  }
  const { idempotency, label, jobs, customer } = head
  return {
    record,
    extras: {
      ...(idempotency === null
        ? {}
        : {
            idempotency: {
              reservation: {
                requestId: idempotency.requestId,
                createdAtMs: idempotency.createdAtMs,
                bodyHash: bodyHash!,
              },
              status: idempotency.status,
              ...(answer ? { answer } : {}),
            },
          }),
      ...(label ? { label } : {}),
      ...(jobs ? { jobs } : {}),
      ...(customer ? { customer } : {}),
    },
  }
}

function sealedOf(
  subject: Buffer | null | undefined,
  bytes: Buffer | null | undefined,
  salt: Buffer | null | undefined,
): SealedValues | null {
  if (!subject || !bytes) return null
  return { subject, bytes, newKey: salt ? { subject, salt } : null }
}
