import { createReportIndex, type ReportIndex } from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import type { FastifyBaseLogger } from 'fastify'
import { oneAtATime } from './one-at-a-time.ts'

export interface KeptReports {
  readonly reports: ReportIndex
  /** Waits for what is being read. */
  close(): Promise<void>
}

/** Reads what was reported as fraud at every shop, and again when a report comes in on any node. */
export async function keepReports(
  store: Pick<Store, 'shops' | 'fraudReports' | 'configChanges'>,
  log: Pick<FastifyBaseLogger, 'error'>,
): Promise<KeptReports> {
  const reports = createReportIndex()
  const running = new Set<Promise<void>>()
  const load = oneAtATime(async (shopId) =>
    reports.load(shopId, await store.fraudReports.all(shopId)),
  )
  const loadAll = async () => {
    for (const { shopId } of await store.shops.all()) await load(shopId)
  }
  // Listening before the first reading: nothing that comes in meanwhile is missed.
  const stop = store.configChanges.listen((shopId) => {
    const done = (shopId === null ? loadAll() : load(shopId))
      .catch((error: unknown) => log.error({ err: error }, 'reports of fraud could not be read'))
      .finally(() => running.delete(done))
    running.add(done)
  })
  await loadAll()
  return {
    reports,
    async close() {
      stop()
      await Promise.all(running)
    },
  }
}
