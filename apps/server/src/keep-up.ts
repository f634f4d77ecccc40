import type { FastifyBaseLogger } from 'fastify'
import type { Store } from '@gatehouse/store'
import type { LoadKeys } from './key-loader.ts'
import type { ShopRegistry } from './shop-registry.ts'

const UPKEEP_EVERY_MS = 60_000

interface Kept {
  readonly store: {
    readonly configChanges: Pick<Store['configChanges'], 'listen'>
    readonly upkeep: Pick<Store['upkeep'], 'run'>
  }
  readonly shops: Pick<ShopRegistry, 'reload'>
  readonly loadKeys: LoadKeys
  readonly log: Pick<FastifyBaseLogger, 'error'>
}

/**
 * Reloads shops and keys when they change on any node, and keeps the database in order.
 * @returns how to end it; what runs then is waited for, because it needs the database
 */
export function keepUp({ store, shops, loadKeys, log }: Kept): () => Promise<void> {
  const running = new Set<Promise<void>>()
  const inBackground = (what: string, work: Promise<unknown>) => {
    const done = work
      .then(
        () => {},
        (error: unknown) => log.error({ err: error }, what),
      )
      .finally(() => running.delete(done))
    running.add(done)
  }
  const stop = store.configChanges.listen((shopId) => {
    inBackground('changed keys could not be read', loadKeys(shopId))
    inBackground('a changed shop could not be read', shops.reload(shopId))
  })
  const timer = setInterval(() => {
    inBackground('the upkeep of the database failed', store.upkeep.run(Date.now()))
    // A revocation whose note was lost is in force within the minute.
    inBackground('the keys could not be read', loadKeys(null))
  }, UPKEEP_EVERY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    stop()
    await Promise.all(running)
  }
}
