import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 50

/** Waits until something is so; `false` when it was not in time. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
): Promise<boolean> {
  const deadlineMs = performance.now() + timeoutMs
  for (;;) {
    if (await isSo()) return true
    if (performance.now() > deadlineMs) return false
    await sleep(POLL_MS)
  }
}
