import { randomFillSync } from 'node:crypto'

/** One system call for some hundred nonces: a call each would cost as much as the encryption. */
const POOL_BYTES = 8192
const pool = Buffer.alloc(POOL_BYTES)
let used = POOL_BYTES

/** Random bytes, at most 256, each handed out once: the pool forgets them. */
export function randomFromPool(count: number): Buffer {
  if (used + count > POOL_BYTES) {
    randomFillSync(pool)
    used = 0
  }
  const bytes = Buffer.from(pool.subarray(used, used + count))
  pool.fill(0, used, used + count)
  used += count
  return bytes
}
