import { setTimeout as sleep } from 'node:timers/promises'
import type { EarlierRuns } from '@gatehouse/store'
import type { FastifyBaseLogger } from 'fastify'
import type { RebuiltWindows } from './rebuild-windows.ts'

const ASK_EVERY_MS = 100
/** A session that is not stopped ends in milliseconds; a start does not wait longer than this. */
const START_WAITS_MS = 5_000
const LATER_EVERY_MS = 1_000

/** Waits a moment for the sessions of an earlier run to end. `false`: some have not. */
export async function endEarlierRuns(runs: EarlierRuns): Promise<boolean> {
  const dueMs = performance.now() + START_WAITS_MS
  while (!(await runs.end())) {
    if (performance.now() > dueMs) return false
    await sleep(ASK_EVERY_MS)
  }
  return true
}

/**
 * A session that is stopped may commit its last batch when it goes on. The server starts all the
 * same; what comes late is added to the windows as soon as no more can come.
 *
 * @returns how to end it
 */
export function awaitEarlierRuns(
  runs: EarlierRuns,
  rebuilt: Pick<RebuiltWindows, 'addLate'>,
  log: Pick<FastifyBaseLogger, 'warn' | 'error'>,
): () => Promise<void> {
  const closing = new AbortController()
  const { signal } = closing
  log.warn('sessions of an earlier run do not end: their last orders may not be counted yet')
  const watch = async () => {
    while (!signal.aborted) {
      // While the database is away the question stays the same.
      if (await runs.end().catch(() => false)) {
        log.warn(
          { events: await rebuilt.addLate() },
          'the last session of an earlier run has ended',
        )
        return
      }
      await sleep(LATER_EVERY_MS, undefined, { signal, ref: false }).catch(() => {})
    }
  }
  const watching = watch().catch((error: unknown) => {
    log.error({ err: error }, 'what an earlier run stored late could not be counted')
  })
  return async () => {
    closing.abort()
    await watching
  }
}
