import type { FastifyBaseLogger } from 'fastify'
import type { NewJob, Store } from '@gatehouse/store'
import type { JobQueue } from '../jobs/job-runner.ts'
import { look, type LookParts } from './look.ts'

export const MONITOR_QUEUE = 'monitor'
const DAY_MS = 86_400_000
/** How often it is asked which shops are due. */
const ASK_EVERY_MS = 10 * 60_000

/** Looks at one shop after the other, in the processes for long passes. */
export function monitorQueue(parts: LookParts): JobQueue {
  return {
    queue: MONITOR_QUEUE,
    concurrency: 1,
    isInTurn: true,
    async handle({ shopId }, signal) {
      await look(shopId, {}, parts, signal)
    },
  }
}

/** Every shop once a day, on whichever node asks first. @returns how to stop */
export function keepMonitored(
  { monitors, jobs }: Pick<Store, 'monitors' | 'jobs'>,
  log: Pick<FastifyBaseLogger, 'warn'>,
): () => Promise<void> {
  let asking = Promise.resolve()
  const ask = async () => {
    const shops = await monitors.unwatched(Date.now() - DAY_MS)
    await jobs.enqueue(shops.map(monitorJob))
  }
  const timer = setInterval(() => {
    asking = ask().catch((error: unknown) => {
      log.warn({ err: error }, 'which shops to look at could not be found out')
    })
  }, ASK_EVERY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await asking
  }
}

function monitorJob(shopId: string): NewJob {
  return { shopId, queue: MONITOR_QUEUE, payload: {}, uniqueKey: 'daily' }
}
