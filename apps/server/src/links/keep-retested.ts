import type { FastifyBaseLogger } from 'fastify'
import { investigateJob } from '@gatehouse/investigate'
import type { Store } from '@gatehouse/store'

/** How often it is asked which verdicts are due. */
const ASK_EVERY_MS = 10_000
const SITES_AT_ONCE = 200
/** What nobody has asked about for so long is not looked at again: its verdict runs out. */
const FORGOTTEN_MS = 30 * 86_400_000

/**
 * Looks again at sites whose verdict is due, on whichever node asks first: sites change hands, go
 * away and come back, and a block must not outlive what it was for.
 * @returns how to stop
 */
export function keepRetested(
  { sites, jobs }: Pick<Store, 'sites' | 'jobs'>,
  log: Pick<FastifyBaseLogger, 'warn'>,
  nowMs: () => number,
): () => Promise<void> {
  let asking = Promise.resolve()
  const ask = async () => {
    const atMs = nowMs()
    const due = await sites.dueForRetest(atMs, atMs - FORGOTTEN_MS, SITES_AT_ONCE)
    if (due.length === 0) return
    // In this order: a job that is there twice is dropped, one that is not is never done.
    await jobs.enqueue(due.map((site) => investigateJob({ site })))
    await sites.postponeRetest(due, atMs + FORGOTTEN_MS)
  }
  const timer = setInterval(() => {
    asking = ask().catch((error: unknown) => {
      log.warn({ err: error }, 'which sites to look at again could not be found out')
    })
  }, ASK_EVERY_MS)
  return async () => {
    clearInterval(timer)
    await asking
  }
}
