/** Bytes behind whatever is compared or hashed that may be read, and do not matter. */
export const PADDING = 8

/** Spreads a number over all bits: 2^32 divided by the golden ratio. */
export const SPREAD = 0x9e3779b1 | 0

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * How many of `length` bytes are the same in `left` from `leftAt` and in `right` from `rightAt` on.
 * Eight bytes a step, as numbers; the first one of each eight must not be zero in both.
 */
export function sameBytes(
  left: DataView,
  leftAt: number,
  right: DataView,
  rightAt: number,
  length: number,
): number {
  for (let at = 0; at < length; at += 8) {
    if (left.getFloat64(leftAt + at, true) === right.getFloat64(rightAt + at, true)) continue
    let half = at
    let difference = left.getInt32(leftAt + at, true) ^ right.getInt32(rightAt + at, true)
    if (difference === 0) {
      half += 4
      difference = left.getInt32(leftAt + half, true) ^ right.getInt32(rightAt + half, true)
      // "Not a number" is not even the same as itself.
      if (difference === 0) continue
    }
    // Little endian: the lowest bit that differs is in the first byte that does.
    const same = half + ((31 - Math.clz32(difference & -difference)) >>> 3)
    return same < length ? same : length
  }
  return length
}

/** A number of the bytes' length, beginning, middle and end: what no loop is needed for. */
export function hashBytes(bytes: DataView, start: number, end: number): number {
  const length = end - start
  if (length < 4) {
    if (length === 0) return 0
    const ends = (bytes.getUint8(start) << 8) | bytes.getUint8(end - 1)
    return spread((ends << 8) | bytes.getUint8(start + (length >>> 1)))
  }
  const hash = spread(length ^ bytes.getInt32(start, true)) ^ bytes.getInt32(end - 4, true)
  if (length <= 8) return spread(hash)
  const middle = spread(bytes.getInt32(start + 4, true)) ^ bytes.getInt32(end - 8, true)
  return spread(hash ^ spread(middle ^ bytes.getInt32(start + ((length - 4) >>> 1), true)))
}

function spread(hash: number): number {
  const spread = Math.imul(hash, SPREAD)
  return spread ^ (spread >>> 15)
}
