import { StoreError, type Store } from '@gatehouse/store'
import { Gauge, type Metric } from 'prom-client'

const DAY_MS = 86_400_000

/**
 * How the blocklist does: read from the database when somebody looks. While that is away nothing is
 * said of it, and everything else is measured all the same.
 */
export function blocklistMetrics(
  store: Pick<Store, 'blocklist' | 'appeals'>,
  nowMs: () => number,
): readonly Metric[] {
  const propagation = new Gauge({
    name: 'gatehouse_blocklist_propagation_seconds',
    help: 'From a verdict to the first version of the blocklist that has it, over the last day.',
    labelNames: ['quantile'] as const,
    registers: [],
    async collect() {
      this.reset()
      const latency = await read(store.blocklist.latency(nowMs() - DAY_MS))
      if (latency === null) return
      const { p50S, p99S, maxS } = latency
      const measured = { '0.5': p50S, '0.99': p99S, '1': maxS }
      for (const [quantile, seconds] of Object.entries(measured)) {
        if (seconds !== null) this.set({ quantile }, seconds)
      }
    },
  })
  const entries = new Gauge({
    name: 'gatehouse_blocklist_entries',
    help: 'Entries of the newest version of the blocklist.',
    registers: [],
    async collect() {
      const current = await read(store.blocklist.current())
      if (current !== null) this.set(current?.entries ?? 0)
    },
  })
  const version = new Gauge({
    name: 'gatehouse_blocklist_version',
    help: 'The newest version of the blocklist; 0: there is none yet.',
    registers: [],
    async collect() {
      const current = await read(store.blocklist.current())
      if (current !== null) this.set(current?.version ?? 0)
    },
  })
  const appeals = new Gauge({
    name: 'gatehouse_blocklist_appeals',
    help: 'Open appeals against entries of the blocklist, and those that are past their time.',
    labelNames: ['state'] as const,
    registers: [],
    async collect() {
      const counts = await read(store.appeals.counts(nowMs()))
      if (counts === null) return
      this.set({ state: 'open' }, counts.open)
      this.set({ state: 'late' }, counts.late)
    },
  })
  return [propagation, entries, version, appeals] as readonly Metric[]
}

/** `null`: the database is away. */
async function read<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof StoreError && error.code === 'database_unreachable') return null
    throw error
  }
}
