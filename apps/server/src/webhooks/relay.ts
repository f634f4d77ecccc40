import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Store } from '@gatehouse/store'

/** As long as nothing is found it is looked less and less often. */
const PAUSE_FIRST_MS = 100
const PAUSE_MAX_MS = 1000

/** Takes what is new in the journal to the queue of deliveries, until it is stopped. */
export function runRelay(
  webhooks: Pick<Store['webhooks'], 'relay'>,
  log: Pick<FastifyBaseLogger, 'warn'>,
): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const done = (async () => {
    let pauseMs = PAUSE_FIRST_MS
    while (!signal.aborted) {
      let records = 0
      try {
        records = await webhooks.relay(Date.now())
      } catch (error) {
        log.warn({ err: error }, 'webhooks could not be told what is new')
      }
      pauseMs = records > 0 ? PAUSE_FIRST_MS : Math.min(pauseMs * 2, PAUSE_MAX_MS)
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
    }
  })()
  return async () => {
    stopping.abort()
    await done
  }
}
