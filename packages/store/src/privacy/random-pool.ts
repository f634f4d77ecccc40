import { randomFillSync } from 'node:crypto'

/** One system call for some hundred nonces: a call each would cost as much as the encryption. */
const POOL_BYTES = 8192
const pool = Buffer.alloc(POOL_BYTES)
let used = POOL_BYTES

/** Fills at most 256 bytes, with random ones that are handed out once: the pool forgets them. */
export function randomFromPool(bytes: Uint8Array): void {
  if (used + bytes.length > POOL_BYTES) {
    randomFillSync(pool)
    used = 0
  }
  const end = used + bytes.length
  bytes.set(pool.subarray(used, end))
  pool.fill(0, used, end)
  used = end
}
