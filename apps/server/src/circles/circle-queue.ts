import type { NewJob } from '@gatehouse/store'
import type { FastifyBaseLogger } from 'fastify'
import type { JobQueue } from '../jobs/job-runner.ts'
import { pullCircles, type PullParts } from './pull-circles.ts'

export const CIRCLE_QUEUE = 'circle'
/** What one member says is known to the others within this. */
const EVERY_MS = 5 * 60_000
/** It is nobody's: jobs have a shop. */
const ALL_SHOPS = 'default'

/** The round that goes on for as long as there is somebody to ask. */
export function circleJob(runAtMs?: number): NewJob {
  return {
    shopId: ALL_SHOPS,
    queue: CIRCLE_QUEUE,
    payload: {},
    uniqueKey: 'round',
    ...(runAtMs === undefined ? {} : { runAtMs }),
  }
}

export function circleQueue(
  parts: PullParts & { readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'> },
): JobQueue {
  return {
    queue: CIRCLE_QUEUE,
    concurrency: 1,
    async handle() {
      const pulled = await pullCircles(parts, null)
      for (const { circle, title, said, withdrawn, problem } of pulled) {
        const about = { circle, member: title, said, withdrawn }
        if (problem !== null) parts.log.warn({ ...about, problem }, 'a member of a circle')
        else if (said + withdrawn > 0) parts.log.info(about, 'a member of a circle')
      }
      return pulled.length === 0 ? undefined : circleJob(parts.nowMs() + EVERY_MS)
    },
  }
}
