/**
 * What one order takes from parsed to decided, order by order: every signal read with the reference
 * data warm, every window read and counted, every rule of the starters. Shoppers are mostly new and
 * two seconds apart, so tables grow as they do in a shop and nothing is read twice in a row.
 */
import { fileURLToPath } from 'node:url'
import { rulingOf } from '@gatehouse/gate'
import { observe } from '@gatehouse/pipeline'
import { newId } from '@gatehouse/store'
import { openBenchShop, parseAt } from './gateway.ts'
import { seeded } from './orders.ts'
import { citiesOf } from './store/record-orders.ts'
import { openShoppers } from './store/shoppers.ts'

const ORDERS = 40_000
/** Until code is compiled and customers have come back. */
const WARM_UP = 20_000
const APART_MS = 2000

export interface OrderLatency {
  readonly p50Micros: number
  readonly p99Micros: number
}

export async function benchOrderLatency(): Promise<OrderLatency> {
  const { sources, runtime } = await openBenchShop()
  const snapshot = runtime.snapshots.order
  const random = seeded(3)
  const next = openShoppers(random, citiesOf(sources.reference, random))
  const micros = new Float64Array(ORDERS - WARM_UP)
  let atMs = Date.now() - ORDERS * APART_MS
  for (let order = 0; order < ORDERS; order++) {
    atMs += APART_MS
    const event = parseAt(next(), atMs)
    const id = newId(atMs)
    const startedMs = performance.now()
    const { signals } = await observe(runtime, sources, event, atMs, id)
    rulingOf({ id, eventId: id, checkpoint: 'order', snapshot, signals, now: atMs })
    if (order >= WARM_UP) micros[order - WARM_UP] = (performance.now() - startedMs) * 1000
  }
  micros.sort()
  const quantile = (share: number) => Math.round(micros[Math.floor(micros.length * share)]!)
  return { p50Micros: quantile(0.5), p99Micros: quantile(0.99) }
}

/** Run on its own: `gatehouse --run bench/src/order-latency.ts`. */
if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await benchOrderLatency())
