import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { BodyText } from './body-counts.ts'
import type { BodyModel } from './body-model.ts'

/** First byte of a stored body. Append only: a stored row names its codec for ever. */
const DEFLATED = 1
/** Followed by the model's number (u16 LE). */
const MODELLED = 2
/** The same, with a model that expects values in their order. */
const ORDERED = 3
const MODEL_HEAD_BYTES = 3
/** No stored body grows beyond this; a row that claims more is damaged. */
const BODY_BYTES_MAX = 16 * 1024 * 1024

export interface Body {
  readonly eventJson: Uint8Array
  readonly decisionJson: Uint8Array | null
}

/** What the row's own columns say already: not stored twice. */
export interface BodyOwner {
  readonly id: string
  readonly eventId: string | null
  readonly transactionId: string | null
}

export interface NumberedModel {
  readonly modelId: number
  readonly model: BodyModel
}

/** Bytes as text, one character a byte: what the model works on. */
export function bodyText(body: Body, owner: BodyOwner): BodyText {
  return {
    event: latin1(body.eventJson),
    decision: body.decisionJson === null ? '' : latin1(body.decisionJson),
    known: knownValues(owner),
  }
}

/** With a model a 6 KB body takes about 200 bytes, without one about 2 KB. */
export function encodeBody(
  body: Body,
  owner: BodyOwner,
  numbered: NumberedModel | undefined,
): Uint8Array {
  const stored = numbered?.model.encode(
    body.eventJson,
    body.decisionJson,
    knownValues(owner),
    MODEL_HEAD_BYTES,
  )
  if (numbered !== undefined && stored !== undefined) {
    stored[0] = numbered.model.isOrdered ? ORDERED : MODELLED
    stored.writeUInt16LE(numbered.modelId, 1)
    return stored
  }
  const length = Buffer.allocUnsafe(4)
  length.writeUInt32LE(body.eventJson.length)
  const raw = Buffer.concat([length, body.eventJson, body.decisionJson ?? new Uint8Array()])
  return Buffer.concat([Buffer.of(DEFLATED), deflateRawSync(raw)])
}

/** The model that a stored body needs; `undefined`: none. */
export function modelIdOf(stored: Uint8Array): number | undefined {
  return isModelled(stored) ? stored[1]! | (stored[2]! << 8) : undefined
}

/** Throws a `RangeError` on bytes that are no body. `model` is that of `modelIdOf(stored)`. */
export function decodeBody(
  stored: Uint8Array,
  owner: BodyOwner,
  model: BodyModel | undefined,
): Body {
  if (isModelled(stored) && model !== undefined) {
    const text = model.decode(stored.subarray(MODEL_HEAD_BYTES), knownValues(owner))
    return {
      eventJson: Buffer.from(text.event, 'latin1'),
      decisionJson: text.decision === '' ? null : Buffer.from(text.decision, 'latin1'),
    }
  }
  if (stored[0] !== DEFLATED) throw new RangeError(`unknown body codec ${stored[0]}`)
  const raw = inflateRawSync(stored.subarray(1), { maxOutputLength: BODY_BYTES_MAX })
  const end = 4 + raw.readUInt32LE(0)
  return {
    eventJson: raw.subarray(4, end),
    decisionJson: raw.length > end ? raw.subarray(end) : null,
  }
}

function isModelled(stored: Uint8Array): boolean {
  return stored[0] === MODELLED || stored[0] === ORDERED
}

function knownValues(owner: BodyOwner): readonly string[] {
  const known = [knownValue(owner.id)]
  if (owner.eventId !== null) known.push(knownValue(owner.eventId))
  if (owner.transactionId !== null) known.push(knownValue(owner.transactionId))
  return known
}

/** Printable ASCII without `"` and `\\`: JSON says it as it is. */
const PLAIN = /^[ !#-[\]-~]*$/

function knownValue(value: string): string {
  return PLAIN.test(value) ? `"${value}"` : latin1(Buffer.from(JSON.stringify(value)))
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
