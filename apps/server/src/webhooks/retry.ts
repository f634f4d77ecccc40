import type { JobRetry } from '@gatehouse/store'

const FIRST_MS = 1000
const MOST_MS = 2 * 3_600_000

/**
 * When a delivery is tried again: after 1, 2, 4 ... seconds, at most 2 hours, each up to a quarter
 * more or less, so that what failed together does not come back together. Never, once that would be
 * later than its time.
 *
 * @param attempt how often it was tried, this time included
 * @param chance 0 to 1
 */
export function retryAfter(
  attempt: number,
  chance: number,
  { nowMs, endMs }: { readonly nowMs: number; readonly endMs: number },
): JobRetry {
  const waitMs = Math.min(FIRST_MS * 2 ** (attempt - 1), MOST_MS)
  const afterMs = waitMs * (0.75 + chance / 2)
  return { afterMs: nowMs + afterMs > endMs ? null : afterMs }
}
