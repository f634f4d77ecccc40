import { Histogram, type Metric } from 'prom-client'

const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const DELAY_BUCKETS = [0.5, 1, 2, 5, 15, 60, 300, 3600, 21_600, 86_400]

export interface WebhookMetrics {
  readonly all: readonly Metric[]
  readonly delivered: (tookMs: number, delayMs: number) => void
  readonly failed: (tookMs: number) => void
}

/** How receivers do. How much waits or was given up is `gatehouse_jobs{queue="webhook"}`. */
export function createWebhookMetrics(): WebhookMetrics {
  const attempts = new Histogram({
    name: 'gatehouse_webhook_attempt_seconds',
    help: 'Time that receivers of webhooks took, by whether they accepted.',
    labelNames: ['result'] as const,
    buckets: BUCKETS,
    registers: [],
  })
  const delay = new Histogram({
    name: 'gatehouse_webhook_delay_seconds',
    help: 'From when something was due to be told until it was, retries included.',
    buckets: DELAY_BUCKETS,
    registers: [],
  })
  return {
    all: [attempts, delay] as readonly Metric[],
    delivered(tookMs, delayMs) {
      attempts.observe({ result: 'delivered' }, tookMs / 1000)
      delay.observe(delayMs / 1000)
    },
    failed: (tookMs) => attempts.observe({ result: 'failed' }, tookMs / 1000),
  }
}
