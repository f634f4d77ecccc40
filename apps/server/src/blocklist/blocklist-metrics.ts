import type { Store } from '@gatehouse/store'
import { Gauge, type Metric } from 'prom-client'

const DAY_MS = 86_400_000

/** How the blocklist does: read from the database when somebody looks. */
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
      const { p50S, p99S, maxS } = await store.blocklist.latency(nowMs() - DAY_MS)
      this.reset()
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
      this.set((await store.blocklist.current())?.entries ?? 0)
    },
  })
  const version = new Gauge({
    name: 'gatehouse_blocklist_version',
    help: 'The newest version of the blocklist; 0: there is none yet.',
    registers: [],
    async collect() {
      this.set((await store.blocklist.current())?.version ?? 0)
    },
  })
  const appeals = new Gauge({
    name: 'gatehouse_blocklist_appeals',
    help: 'Open appeals against entries of the blocklist, and those that are past their time.',
    labelNames: ['state'] as const,
    registers: [],
    async collect() {
      const { open, late } = await store.appeals.counts(nowMs())
      this.set({ state: 'open' }, open)
      this.set({ state: 'late' }, late)
    },
  })
  return [propagation, entries, version, appeals] as readonly Metric[]
}
