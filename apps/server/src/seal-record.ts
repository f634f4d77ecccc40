import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Store } from '@gatehouse/store'

/** What is committed is sealed within 5 s. */
const SEAL_EVERY_MS = 3000
/** Between two seals of what has piled up: orders go first. */
const BREATHER_MS = 20
const SAY_EVERY_MS = 3_600_000

/**
 * Seals what was committed, until it is stopped. Once an hour the log says where the chain has come
 * to: a log that is kept elsewhere holds anchors.
 */
export function sealRecord(
  chain: Pick<Store['recordChain'], 'seal' | 'anchors'>,
  log: Pick<FastifyBaseLogger, 'info' | 'warn'>,
): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  let saidMs = performance.now()
  const say = async () => {
    if (performance.now() - saidMs < SAY_EVERY_MS) return
    saidMs = performance.now()
    log.info({ anchors: await chain.anchors() }, 'the record is sealed up to here')
  }
  const done = (async () => {
    while (!signal.aborted) {
      let rows = 0
      try {
        rows = await chain.seal(Date.now())
        await say()
      } catch (error) {
        log.warn({ err: error }, 'the record could not be sealed')
      }
      const pauseMs = rows >= MANY_ROWS ? BREATHER_MS : SEAL_EVERY_MS
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
    }
  })()
  return async () => {
    stopping.abort()
    await done
  }
}

/** A whole seal: there may be more to be sealed. */
const MANY_ROWS = 1000
