import type { Decision, RuleResult } from '@gatehouse/contract'
import type { QueueCount, SpoolStatus } from '@gatehouse/store'
import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type Metric,
} from 'prom-client'

/** Seconds; finer where the promise is (p50 3 ms, p99 15 ms). */
const LATENCY_BUCKETS = [0.001, 0.002, 0.003, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 1, 5]

/** What is counted of a decision. */
export interface DecidedFacts extends Pick<
  Decision,
  'checkpoint' | 'mode' | 'would_be_outcome' | 'degraded'
> {
  /** Of every rule and policy. */
  readonly results: readonly RuleResult[]
}

/** What the server measures about itself. No label ever holds an id or a personal value. */
export interface Metrics {
  readonly registry: Registry
  readonly answered: (route: string, status: number, milliseconds: number) => void
  readonly decided: (decision: DecidedFacts) => void
}

export interface Gauges {
  readonly journalDepth: () => number
  readonly journalInDoubt: () => number
  /** `null`: there is no spool. */
  readonly spool: () => SpoolStatus | null
  readonly windowBytes: () => number
  readonly windowBytesMax: () => number
  readonly linkBytes: () => number
  readonly linkBytesMax: () => number
  readonly historyBytes: () => number
  readonly historyBytesMax: () => number
  readonly jobs: () => Promise<readonly QueueCount[]>
  readonly shops: () => number
  /** Measured elsewhere. */
  readonly others: readonly Metric[]
}

export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'gatehouse_' })
  const requests = new Histogram({
    name: 'gatehouse_http_request_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer.',
    labelNames: ['route', 'status'] as const,
    buckets: LATENCY_BUCKETS,
    registers,
  })
  const decisions = new Counter({
    name: 'gatehouse_decisions_total',
    help: 'Decisions by checkpoint, mode and what they would be when enforced.',
    labelNames: ['checkpoint', 'mode', 'outcome'] as const,
    registers,
  })
  const degraded = new Counter({
    name: 'gatehouse_degraded_decisions_total',
    help: 'Decisions that were made while the database was away.',
    registers,
  })
  const rules = new Counter({
    name: 'gatehouse_rules_untold_total',
    help: 'Rules that could not be told: `unknown` for want of a signal, `error` for a failure.',
    labelNames: ['result'] as const,
    registers,
  })
  // Added up first: an increment with labels costs more than a rule does.
  const countUntold = (results: readonly RuleResult[], result: 'unknown' | 'error') => {
    let count = 0
    for (const each of results) if (each === result) count++
    if (count > 0) rules.inc({ result }, count)
  }
  gauge(
    registers,
    'gatehouse_journal_waiting',
    'Records waiting for their commit.',
    gauges.journalDepth,
  )
  gauge(
    registers,
    'gatehouse_journal_in_doubt',
    'Records of which the database has not said yet whether they are stored.',
    gauges.journalInDoubt,
  )
  spoolGauges(registers, gauges.spool)
  gauge(registers, 'gatehouse_window_bytes', 'Memory that windows hold.', gauges.windowBytes)
  gauge(
    registers,
    'gatehouse_window_bytes_max',
    'Memory that windows may hold (WINDOW_MEMORY_MB).',
    gauges.windowBytesMax,
  )
  gauge(registers, 'gatehouse_link_bytes', 'Memory that links hold.', gauges.linkBytes)
  gauge(
    registers,
    'gatehouse_link_bytes_max',
    'Memory that links may hold (half of WINDOW_MEMORY_MB).',
    gauges.linkBytesMax,
  )
  gauge(
    registers,
    'gatehouse_history_bytes',
    'Memory that the history of entities holds.',
    gauges.historyBytes,
  )
  gauge(
    registers,
    'gatehouse_history_bytes_max',
    'Memory that the history of entities may hold (a quarter of WINDOW_MEMORY_MB).',
    gauges.historyBytesMax,
  )
  gauge(registers, 'gatehouse_shops', 'Shops that are loaded.', gauges.shops)
  jobsGauge(registers, gauges.jobs)
  for (const other of gauges.others) registry.registerMetric(other)
  return {
    registry,
    answered(route, status, milliseconds) {
      requests.observe({ route, status: String(status) }, milliseconds / 1000)
    },
    decided(decision) {
      decisions.inc({
        checkpoint: decision.checkpoint,
        mode: decision.mode,
        outcome: decision.would_be_outcome,
      })
      if (decision.degraded) degraded.inc()
      countUntold(decision.results, 'unknown')
      countUntold(decision.results, 'error')
    },
  }
}

function spoolGauges(registers: Registry[], read: Gauges['spool']): void {
  gauge(
    registers,
    'gatehouse_spool_records',
    'Decisions and events that wait on the disk for the database.',
    () => read()?.records ?? 0,
  )
  gauge(
    registers,
    'gatehouse_spool_bytes',
    'What the spool holds on the disk.',
    () => read()?.bytes ?? 0,
  )
  gauge(
    registers,
    'gatehouse_spool_bytes_max',
    'What the spool may hold (SPOOL_MAX_MB).',
    () => read()?.maxBytes ?? 0,
  )
  gauge(
    registers,
    'gatehouse_spool_oldest_seconds',
    'Age of the oldest record in the spool; 0 when there is none.',
    () => {
      const oldestMs = read()?.oldestMs ?? null
      return oldestMs === null ? 0 : (Date.now() - oldestMs) / 1000
    },
  )
}

/** `dead` is for a person to look at: it failed ten times and is not tried again. */
function jobsGauge(registers: Registry[], read: Gauges['jobs']): Gauge {
  return new Gauge({
    name: 'gatehouse_jobs',
    help: 'Jobs by queue: waiting (those that run included), or dead after ten failures.',
    labelNames: ['queue', 'state'] as const,
    registers,
    async collect() {
      this.reset()
      // Without the database there is nothing to say; the other measurements stand.
      const counts = await read().catch(() => [])
      for (const { queue, waiting, dead } of counts) {
        this.set({ queue, state: 'waiting' }, waiting)
        this.set({ queue, state: 'dead' }, dead)
      }
    },
  })
}

function gauge(registers: Registry[], name: string, help: string, read: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read())
    },
  })
}
