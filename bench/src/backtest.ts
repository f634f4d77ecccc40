/**
 * How long passes over stored decisions take: real decisions by the starter pack through the real
 * store, then asked for over HTTP. Argument: how many decisions (default 20,000).
 * Run: `node bin/gatehouse.mjs --run bench/src/backtest.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Backtest, RulesetStatistics } from '@gatehouse/contract'
import { readConfig, readStarters, startServer, type Server } from '@gatehouse/server'
import { benchOrder, seeded } from './orders.ts'

const CONCURRENT = 64
const POLL_MS = 50

export interface BacktestBench {
  readonly name: 'backtest'
  readonly decisions: number
  /** Wall time in the process that reads, decides again and counts. */
  readonly backtestSeconds: number
  readonly microsecondsEach: number
  /** Until the statistics of the rules are answered, by a process that runs already. */
  readonly statisticsSeconds: number
  /** Decisions that they are of. */
  readonly statisticsDecisions: number
}

export async function benchBacktest(decisions = 20_000): Promise<BacktestBench> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-bench-backtest-'))
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error' })
  const server = await startServer(config)
  try {
    const from = new Date().toISOString()
    await fill(server, decisions)
    const to = new Date().toISOString()
    const [starter] = readStarters().rulesets
    const thresholds = { ...starter!.thresholds, reject_below: 40 }
    const begun = await call<Backtest>(server, 'POST', '/v1/backtests', {
      ruleset: { ...starter!, thresholds },
    })
    let backtest = begun
    while (backtest.state === 'waiting' || backtest.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      backtest = await call<Backtest>(server, 'GET', `/v1/backtests/${begun.id}`)
    }
    if (backtest.result === null) throw new Error(backtest.error ?? 'no result')
    const { seconds } = backtest.result
    const path = `/v1/rulesets/starter/statistics?from=${from}&to=${to}`
    const askedMs = performance.now()
    const statistics = await call<RulesetStatistics>(server, 'GET', path)
    const statisticsSeconds = (performance.now() - askedMs) / 1000
    return {
      name: 'backtest',
      decisions: backtest.result.decisions,
      backtestSeconds: seconds,
      microsecondsEach: (seconds * 1e6) / backtest.result.decisions,
      statisticsSeconds,
      statisticsDecisions: statistics.decisions,
    }
  } finally {
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function fill({ services }: Server, decisions: number): Promise<void> {
  const random = seeded(5)
  let left = decisions
  await Promise.all(
    Array.from({ length: CONCURRENT }, async () => {
      while (left-- > 0) {
        const event = benchOrder(random)
        const shopId = 'default'
        await services.gateway.decide({ shopId, event, type: 'purchase', reservation: null })
      }
    }),
  )
}

async function call<Body>(
  { url, apiKey }: Server,
  method: string,
  path: string,
  body?: object,
): Promise<Body> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Body
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await benchBacktest(Number(process.argv[2] ?? 20_000)))
}
