import { randomFillSync } from 'node:crypto'

const RANDOM_BYTES = 4096
const random = new Uint8Array(RANDOM_BYTES)
let used = RANDOM_BYTES
let lastMs = 0
let sequence = 0

/**
 * A UUID v7 (RFC 9562 section 5.7) of a time in milliseconds. Ids made by one process in the same
 * millisecond ascend (12-bit counter, method 1), so that the newest rows share index pages.
 */
export function newId(nowMs: number): string {
  if (used + 8 > RANDOM_BYTES) {
    randomFillSync(random)
    used = 0
  }
  if (nowMs === lastMs && sequence < 0xfff) {
    sequence += 1
  } else {
    lastMs = nowMs
    // Half of the counter stays free so that a burst in one millisecond keeps ascending.
    sequence = ((random[used]! << 8) | random[used + 1]!) & 0x7ff
  }
  const time = nowMs.toString(16).padStart(12, '0')
  const counter = sequence.toString(16).padStart(3, '0')
  random[used] = (random[used]! & 0x3f) | 0x80
  const tail = Buffer.from(random.buffer, used, 8).toString('hex')
  used += 8
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${tail.slice(0, 4)}-${tail.slice(4)}`
}

/** The time inside a UUID v7, in milliseconds since the epoch. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}
