import { describe, expect, it } from 'vitest'
import { requestId } from '../idempotency/request-id.ts'
import type { JournalRecord } from '../journal/record.ts'
import { decodeEntry, encodeEntry } from './entry-codec.ts'

const ID = '019abcde-0000-7000-8000-000000000001'
const SUBJECT = Buffer.alloc(16, 7)
const RECORD: JournalRecord = {
  id: ID,
  shopId: 'shop',
  kind: 'decision',
  receivedAtMs: 1_700_000_000_000,
  eventTimeMs: 1_699_999_999_000,
  checkpoint: 'order',
  eventType: 'purchase',
  eventId: 'order-1',
  transactionId: null,
  outcome: 'review',
  riskScore: 61.5,
  isDegraded: true,
  rulesetVersion: 'starter@2',
  rescoredFrom: null,
  window: Buffer.from([1, 2, 3]),
  eventJson: Buffer.from('{"city":"Łódź"}'),
  decisionJson: Buffer.from(`{"id":"${ID}"}`),
  shadow: Buffer.from([9]),
  sealed: {
    subject: SUBJECT,
    bytes: Buffer.from('sealed'),
    newKey: { subject: SUBJECT, salt: Buffer.alloc(16, 1) },
  },
}
const RESERVATION = {
  shopId: 'shop',
  route: 'POST /v1/decisions',
  key: 'key-of-somebody@example.com',
  bodyHash: Buffer.alloc(32, 3),
  createdAtMs: 1_700_000_000_000,
}

describe('an entry of the spool', () => {
  it('is read with all that belongs to its transaction', () => {
    const jobs = [{ shopId: 'shop', queue: 'q', payload: { decision: ID }, uniqueKey: ID }]
    const idempotency = { reservation: RESERVATION, status: 200 }
    const entry = decodeEntry(encodeEntry({ record: RECORD, extras: { idempotency, jobs } }))
    expect(entry.record).toEqual(RECORD)
    expect(entry.extras).toEqual({
      jobs,
      idempotency: {
        status: 200,
        reservation: {
          requestId: requestId(RESERVATION),
          bodyHash: RESERVATION.bodyHash.subarray(0, 16),
          createdAtMs: RESERVATION.createdAtMs,
        },
      },
    })
  })

  it('keeps what is nothing apart from what is empty', () => {
    const record: JournalRecord = {
      ...RECORD,
      kind: 'label',
      window: null,
      decisionJson: null,
      shadow: null,
      sealed: { subject: SUBJECT, bytes: Buffer.from('sealed'), newKey: null },
    }
    const label = {
      id: ID,
      shopId: 'shop',
      eventId: 'order-1',
      transactionId: null,
      label: 'stolen_card',
      source: 'merchant',
      timeMs: 1,
      amountMinor: null,
    }
    const answer = Buffer.from('{"id":1}')
    const idempotency = { reservation: RESERVATION, status: 201, answer }
    const read = decodeEntry(encodeEntry({ record, extras: { label, idempotency } }))
    expect(read.record).toEqual(record)
    expect(read.extras.label).toEqual(label)
    expect(read.extras.idempotency?.answer).toEqual(answer)
    const bare = decodeEntry(encodeEntry({ record: { ...record, sealed: null }, extras: {} }))
    expect(bare).toEqual({ record: { ...record, sealed: null }, extras: {} })
  })

  it('does not hold the idempotency key, which may name somebody', () => {
    const bytes = encodeEntry({
      record: RECORD,
      extras: { idempotency: { reservation: RESERVATION, status: 200 } },
    })
    expect(bytes.toString('latin1')).not.toContain('somebody')
  })

  it('of another format is refused', () => {
    const bytes = encodeEntry({ record: RECORD, extras: {} })
    bytes[0] = 2
    expect(() => decodeEntry(bytes)).toThrow('unknown spool format 2')
  })
})
