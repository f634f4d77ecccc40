import type { WindowKey } from '@gatehouse/contract'

const KEY_BYTES = 8

/**
 * The key of an entity: the first 8 bytes, big-endian, of its keyed token.
 *
 * @throws RangeError when the token is shorter than 8 bytes: that is no token, but a bug.
 */
export function windowKey(tokenBytes: Uint8Array): WindowKey {
  if (tokenBytes.length < KEY_BYTES) {
    throw new RangeError(
      `a window key needs a token of at least ${KEY_BYTES} bytes, not ${tokenBytes.length}`,
    )
  }
  return { hi: readUint32(tokenBytes, 0), lo: readUint32(tokenBytes, 4) }
}

function readUint32(bytes: Uint8Array, at: number): number {
  const b0 = bytes[at] ?? 0
  const b1 = bytes[at + 1] ?? 0
  const b2 = bytes[at + 2] ?? 0
  const b3 = bytes[at + 3] ?? 0
  return ((b0 << 24) | (b1 << 16) | (b2 << 8) | b3) >>> 0
}
