import { createReportIndex, type ReportIndex } from '@gatehouse/pipeline'
import type { ShopHistory } from '@gatehouse/signals'
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
  history: Pick<ShopHistory, 'report' | 'takeBack' | 'reportedOf'>,
  log: Pick<FastifyBaseLogger, 'error'>,
): Promise<KeptReports> {
  const reports = createReportIndex()
  const running = new Set<Promise<void>>()
  const load = oneAtATime(async (shopId) => {
    const all = await store.fraudReports.all(shopId)
    reports.load(shopId, all)
    await remember(store, history, shopId, new Set(all.map(({ recordId }) => recordId)))
  })
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

/** The history of entities learns what has changed: which orders count as fraud, and which no more. */
async function remember(
  { fraudReports }: Pick<Store, 'fraudReports'>,
  history: Pick<ShopHistory, 'report' | 'takeBack' | 'reportedOf'>,
  shopId: string,
  reported: ReadonlySet<string>,
): Promise<void> {
  const known = new Set(history.reportedOf(shopId))
  for (const recordId of known) if (!reported.has(recordId)) history.takeBack(shopId, recordId)
  const news = [...reported].filter((recordId) => !known.has(recordId))
  for (const order of await fraudReports.windows(shopId, news)) history.report(shopId, order)
}
