/**
 * An outage: a server under load whose PostgreSQL hangs. How fast orders are answered meanwhile, and
 * how long the database needs to take what was spooled.
 *
 * usage: gatehouse --run bench/src/spool.ts [SECONDS]
 */
import { fileURLToPath } from 'node:url'
import { orderOf, postgresProcesses, startTestServer, until } from '@gatehouse/testkit'

const SENDERS = 16
const SECONDS_DEFAULT = 8
const DRAINED_WITHIN_MS = 300_000

export interface SpoolResult {
  readonly decisions: number
  readonly decisionsPerSecond: number
  /** Of all answers, those at the beginning of the outage included. Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly longest: number
  readonly bytesPerDecision: number
  /** From the end of the outage until the spool is empty. */
  readonly drainSeconds: number
}

export async function benchSpool(seconds = SECONDS_DEFAULT): Promise<SpoolResult> {
  const server = await startTestServer()
  const postgres = postgresProcesses(server.dataDir)
  const latencies: number[] = []
  const send = async () => {
    const startedMs = performance.now()
    const { status } = await server.post('/v1/decisions', orderOf(), { checked: false })
    if (status !== 200) throw new Error(`answered ${status}`)
    return performance.now() - startedMs
  }
  try {
    for (let n = 0; n < 500; n++) await send()
    postgres.hang()
    const endMs = performance.now() + seconds * 1000
    const sender = async () => {
      while (performance.now() < endMs) latencies.push(await send())
    }
    await Promise.all(Array.from({ length: SENDERS }, sender))
    const spool = server.services.store.spool!
    const { bytes, records } = spool.status()
    postgres.goOn()
    const backMs = performance.now()
    const isDrained = await until(() => spool.status().records === 0, DRAINED_WITHIN_MS)
    if (!isDrained) throw new Error('the spool was not drained')
    const drainSeconds = (performance.now() - backMs) / 1000
    latencies.sort((a, b) => a - b)
    const quantile = (share: number) => latencies[Math.floor(share * (latencies.length - 1))]!
    return {
      decisions: latencies.length,
      decisionsPerSecond: latencies.length / seconds,
      p50: quantile(0.5),
      p99: quantile(0.99),
      longest: quantile(1),
      bytesPerDecision: bytes / records,
      drainSeconds,
    }
  } finally {
    postgres.goOn()
    await server.close()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await benchSpool(Number(process.argv[2] ?? SECONDS_DEFAULT)))
}
