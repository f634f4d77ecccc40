import { crc32 } from 'node:zlib'

/** Length and CRC-32 of what follows, each u32 LE. */
const HEAD_BYTES = 8
/** A request's body is bounded far below; a length beyond this is damage. */
const PAYLOAD_BYTES_MAX = 32 * 1024 * 1024

/** Where a payload stands in its file. */
export interface FramePlace {
  /** Of the frame's first byte. */
  readonly at: number
  /** Of the whole frame. */
  readonly bytes: number
}

export interface Frame extends FramePlace {
  readonly payload: Buffer
}

/** One record of a spool file, so that a torn or damaged one is told from a whole one. */
export function frameOf(payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEAD_BYTES + payload.length)
  frame.writeUInt32LE(payload.length, 0)
  frame.writeUInt32LE(crc32(payload), 4)
  frame.set(payload, HEAD_BYTES)
  return frame
}

/**
 * The whole frames at the front of a file. `wholeBytes` is where they end: what comes after was
 * torn by a crash (never acknowledged, because nothing is before its fsync) or damaged.
 */
export function readFrames(bytes: Buffer): {
  readonly frames: readonly Frame[]
  readonly wholeBytes: number
} {
  const frames: Frame[] = []
  let at = 0
  for (;;) {
    const payload = payloadAt(bytes, at)
    if (payload === undefined) return { frames, wholeBytes: at }
    const length = HEAD_BYTES + payload.length
    frames.push({ at, bytes: length, payload })
    at += length
  }
}

function payloadAt(bytes: Buffer, at: number): Buffer | undefined {
  if (at + HEAD_BYTES > bytes.length) return undefined
  const length = bytes.readUInt32LE(at)
  // A file that grew and was not written to ends in zeros, which are no empty payload.
  if (length === 0 || length > PAYLOAD_BYTES_MAX) return undefined
  const from = at + HEAD_BYTES
  if (from + length > bytes.length) return undefined
  const payload = bytes.subarray(from, from + length)
  return crc32(payload) === bytes.readUInt32LE(at + 4) ? payload : undefined
}
