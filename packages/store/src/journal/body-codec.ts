import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** First byte of a stored body. Append only: a stored row names its codec for ever. */
const DEFLATE_PLAIN = 1
/** No stored body grows beyond this; a row that claims more is corrupt. */
const BODY_BYTES_MAX = 16 * 1024 * 1024

export interface Body {
  readonly eventJson: Uint8Array
  readonly decisionJson: Uint8Array | null
}

/** Codec byte, then deflated: length of the event (u32 LE), event, decision. */
export function encodeBody(body: Body): Uint8Array {
  const head = Buffer.allocUnsafe(4)
  head.writeUInt32LE(body.eventJson.length)
  const raw = Buffer.concat([head, body.eventJson, body.decisionJson ?? new Uint8Array()])
  return Buffer.concat([Buffer.of(DEFLATE_PLAIN), deflateRawSync(raw, { level: 6 })])
}

/** Throws a `RangeError` on a codec it does not know. */
export function decodeBody(stored: Uint8Array): Body {
  if (stored[0] !== DEFLATE_PLAIN) throw new RangeError(`unknown body codec ${stored[0]}`)
  const raw = inflateRawSync(stored.subarray(1), { maxOutputLength: BODY_BYTES_MAX })
  const length = raw.readUInt32LE(0)
  return {
    eventJson: raw.subarray(4, 4 + length),
    decisionJson: raw.length > 4 + length ? raw.subarray(4 + length) : null,
  }
}
