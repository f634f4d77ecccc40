/**
 * `POST /v1/decisions` over HTTP, durable, embedded PostgreSQL, side by side with a bare Fastify
 * route that commits the same bytes and does nothing else. Three processes share this machine:
 * server, database, load generator.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '@gatehouse/store'
import autocannon from 'autocannon'
import pg from 'pg'
import type { CapturedRow } from './bare-server.ts'
import { benchOrder, seeded } from './orders.ts'
import { pacedLoad, type PacedResult } from './paced-load.ts'
import { startServer, stopServer, type RunningServer } from './running-server.ts'

const ROUNDS = 3
const ROUND_SECONDS = 8
const WARM_UP_SECONDS = 6
const CONNECTIONS = 32
const PACED_PER_SECOND = 500
const BODIES = 2000
const ROWS = 1000
const API_KEY = 'bench-key-bench-key-bench-key-bench-key'
const HEADERS = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' }
const root = fileURLToPath(new URL('../..', import.meta.url))

export interface HttpResult {
  readonly oursPerSecond: number
  readonly barePerSecond: number
  /** Median of the ratios of neighbouring rounds. */
  readonly ratio: number
  /** At `PACED_PER_SECOND`, open loop. */
  readonly paced: PacedResult
  /** The same load on the bare route. */
  readonly barePaced: PacedResult
  readonly refused: number
}

function fire(url: string, bodies: readonly string[], seconds: number) {
  let next = 0
  return autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        path: '/v1/decisions',
        headers: HEADERS,
        setupRequest: (request) => ({ ...request, body: bodies[next++ % bodies.length]! }),
      },
    ],
  })
}

/** Rows of real decisions, as they lie in the journal. */
async function capture(dataDir: string): Promise<CapturedRow[]> {
  const database = await openDatabase({ dataDir })
  const client = new pg.Client(database.connection)
  await client.connect()
  const b64 = (column: string) =>
    `translate(encode(j.${column}, 'base64'), E'\\n', '') AS ${column}`
  const { rows } = await client.query<CapturedRow & { id: string }>(`
    SELECT j.id, j.event_time, j.risk_score, j.shop_id, j.event_type, j.checkpoint, j.transaction_id,
      j.ruleset_version, j.kind, j.outcome, ${b64('window_event')}, ${b64('subject')}, ${b64('sealed')}, ${b64('body')}
    FROM journal j WHERE kind = 0 ORDER BY id DESC LIMIT ${ROWS}`)
  await client.end()
  return rows
}

/** The rows and answers of real decisions: what the bare route writes and says. */
async function captured(ours: RunningServer, dataDir: string): Promise<CapturedRow[]> {
  const rows = await capture(dataDir)
  const random = seeded(7)
  const answers = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const response = await fetch(`${ours.url}/v1/decisions`, {
        method: 'POST',
        headers: HEADERS,
        body: JSON.stringify(benchOrder(random)),
      })
      return response.text()
    }),
  )
  return rows.map((row, index) => ({ ...row, answer: answers[index % answers.length]! }))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}

export async function benchHttp(): Promise<HttpResult> {
  const work = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  const random = seeded(1)
  const bodies = Array.from({ length: BODIES }, () => JSON.stringify(benchOrder(random)))
  const env = { PORT: '0', GATEHOUSE_API_KEY: API_KEY, LOG_LEVEL: 'warn' }
  const dataDir = join(work, 'ours')
  const ours = await startServer(['serve'], { ...env, DATA_DIR: dataDir })
  try {
    await fire(ours.url, bodies, WARM_UP_SECONDS)
    const rowsFile = join(work, 'rows.json')
    writeFileSync(rowsFile, JSON.stringify(await captured(ours, dataDir)))
    const bareSource = join(root, 'bench/src/bare-server.ts')
    const bare = await startServer(['--run', bareSource, join(work, 'bare'), rowsFile], {})
    try {
      return await rounds(ours, bare, bodies)
    } finally {
      await stopServer(bare)
    }
  } finally {
    await stopServer(ours)
    rmSync(work, { recursive: true, force: true })
  }
}

async function rounds(
  ours: RunningServer,
  bare: RunningServer,
  bodies: readonly string[],
): Promise<HttpResult> {
  await fire(bare.url, bodies, WARM_UP_SECONDS / 2)
  const oursRates: number[] = []
  const bareRates: number[] = []
  let refused = 0
  for (let round = 0; round < ROUNDS; round++) {
    const a = await fire(ours.url, bodies, ROUND_SECONDS)
    const b = await fire(bare.url, bodies, ROUND_SECONDS)
    refused += a.non2xx + b.non2xx + a.errors + b.errors
    oursRates.push(a.requests.average)
    bareRates.push(b.requests.average)
    console.log(
      `  round ${round + 1}: ours ${Math.round(a.requests.average)}/s, bare ${Math.round(b.requests.average)}/s`,
    )
  }
  const paced = await pace(ours.url, bodies)
  const barePaced = await pace(bare.url, bodies)
  return {
    oursPerSecond: Math.round(median(oursRates)),
    barePerSecond: Math.round(median(bareRates)),
    ratio: median(oursRates.map((rate, index) => rate / bareRates[index]!)),
    paced,
    barePaced,
    refused: refused + paced.refused + barePaced.refused,
  }
}

function pace(url: string, bodies: readonly string[]): Promise<PacedResult> {
  return pacedLoad({
    url: `${url}/v1/decisions`,
    headers: HEADERS,
    body: (n) => bodies[n % bodies.length]!,
    perSecond: PACED_PER_SECOND,
    seconds: ROUND_SECONDS,
    random: seeded(11),
    connectionsMax: CONNECTIONS,
  })
}

/** Run on its own: `gatehouse --run bench/src/http.ts`. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await benchHttp())
}
