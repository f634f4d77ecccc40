import { NetworkLayerError, type NetworkLayer } from '@gatehouse/connectors'
import type { NewJob } from '@gatehouse/store'
import type { FastifyBaseLogger } from 'fastify'
import { JobFailure } from '../jobs/job-failure.ts'
import type { JobQueue } from '../jobs/job-runner.ts'
import { wantedBlocks, type BlockParts } from './wanted-blocks.ts'

export const NETWORK_QUEUE = 'network'

export interface NetworkQueueParts extends BlockParts {
  readonly layers: readonly NetworkLayer[]
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'>
}

/** An item that expires is let through again within this. */
const EVERY_MS = 60_000
const RETRY_MS = 30_000
/** It is nobody's: jobs have a shop. */
const ALL_SHOPS = 'default'

/** The round that goes on for ever; a list that changes starts one of its own. */
export function networkJob(because: 'round' | 'change', runAtMs?: number): NewJob {
  return {
    shopId: ALL_SHOPS,
    queue: NETWORK_QUEUE,
    payload: { because },
    uniqueKey: because,
    ...(runAtMs === undefined ? {} : { runAtMs }),
  }
}

/** Tells every layer what is to be blocked: all of it each time, so nothing that is missed stays. */
export function networkQueue(parts: NetworkQueueParts): JobQueue {
  return {
    queue: NETWORK_QUEUE,
    // One after the other: two at once would undo each other's work.
    concurrency: 1,
    async handle({ payload }, signal) {
      const { because } = payload as { readonly because: 'round' | 'change' }
      const { blocks, refused } = await wantedBlocks(parts, null)
      const problems: string[] = []
      for (const layer of parts.layers) {
        const ranges = blocks
          .filter(({ network }) => layer.takes(network))
          .map(({ range }) => range)
        try {
          const change = await layer.replace(ranges, signal)
          if (change.added + change.removed > 0) {
            parts.log.info(
              { layer: layer.name, ...change, refused: refused.length },
              'network blocks changed',
            )
          }
        } catch (error) {
          if (!(error instanceof NetworkLayerError)) throw error
          problems.push(`${layer.name}: ${error.message}`)
        }
      }
      if (problems.length > 0) {
        parts.log.warn({ problems }, 'a network layer was not told of blocks')
        throw new JobFailure(problems.join('; '), { afterMs: RETRY_MS, isUntried: true })
      }
      return because === 'round' ? networkJob('round', parts.nowMs() + EVERY_MS) : undefined
    },
  }
}
