/**
 * What orders wait while the server trains a model: the same open load without and with a training
 * that is asked for again as soon as one has ended, in turns. The training runs in a process of its
 * own, so it takes a core, not the server. Three processes and the load share this machine; with
 * fewer cores than those it is the cores that are waited for.
 * Run: `node bin/gatehouse.mjs --run bench/src/training-latency.ts [orders a second]`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Decision, TrainingShown } from '@gatehouse/contract'
import { benchOrder, seeded } from './orders.ts'
import { pacedLoad, type PacedResult } from './paced-load.ts'
import { startServer, stopServer } from './running-server.ts'

const HISTORY = 8000
const AT_ONCE = 32
const FRAUD_EVERY = 40
const PER_SECOND = 50
const ROUND_SECONDS = 10
const ROUNDS = 2
const API_KEY = 'bench-key-bench-key-bench-key-bench-key'
const HEADERS = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' }

export interface TrainingLatencyBench {
  readonly name: 'training-latency'
  readonly cores: number
  readonly perSecond: number
  /** Decisions that are learned from. */
  readonly history: number
  readonly trainings: number
  readonly without: readonly PacedResult[]
  readonly while: readonly PacedResult[]
}

export async function benchTrainingLatency(perSecond = PER_SECOND): Promise<TrainingLatencyBench> {
  const work = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  const env = { PORT: '0', GATEHOUSE_API_KEY: API_KEY, LOG_LEVEL: 'warn', DATA_DIR: work }
  const server = await startServer(['serve'], env)
  try {
    await makeHistory(server.url)
    const random = seeded(5)
    const load = () =>
      pacedLoad({
        url: `${server.url}/v1/decisions`,
        headers: HEADERS,
        body: () => JSON.stringify(benchOrder(random)),
        perSecond,
        seconds: ROUND_SECONDS,
        random,
        connectionsMax: 64,
      })
    const without: PacedResult[] = []
    const beside: PacedResult[] = []
    let trainings = 0
    for (let round = 0; round < ROUNDS; round++) {
      without.push(await load())
      const training = trainOn(server.url)
      beside.push(await load())
      trainings += await training.stop()
    }
    return {
      name: 'training-latency',
      cores: cpus().length,
      perSecond,
      history: HISTORY,
      trainings,
      without,
      while: beside,
    }
  } finally {
    await stopServer(server)
    rmSync(work, { recursive: true, force: true })
  }
}

async function ask<Body>(url: string, method: string, path: string, body?: object): Promise<Body> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: HEADERS,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return (text === '' ? null : JSON.parse(text)) as Body
}

async function makeHistory(url: string): Promise<void> {
  const random = seeded(4)
  for (let first = 0; first < HISTORY; first += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, at) => {
        const order = benchOrder(random)
        const { event_id } = await ask<Decision>(url, 'POST', '/v1/decisions', order)
        if ((first + at) % FRAUD_EVERY !== 0) return
        await ask(url, 'POST', '/v1/labels', { event_id, label: 'stolen_card' })
      }),
    )
  }
}

/** One training after the other. */
function trainOn(url: string) {
  let isWanted = true
  const run = async (): Promise<number> => {
    for (let ended = 0; ; ended++) {
      const asked = { label_maturity_days: 0, seed: ended }
      const { id } = await ask<TrainingShown>(url, 'POST', '/v1/trainings', asked)
      for (;;) {
        const { state, error } = await ask<TrainingShown>(url, 'GET', `/v1/trainings/${id}`)
        if (state === 'failed') throw new Error(error ?? '')
        if (state === 'done') break
        if (!isWanted) {
          await ask(url, 'DELETE', `/v1/trainings/${id}`)
          return ended
        }
        await sleep(100)
      }
      if (!isWanted) return ended + 1
    }
  }
  const running = run()
  return {
    /** @returns how many have ended */
    stop: async () => {
      isWanted = false
      return running
    },
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [perSecond = String(PER_SECOND)] = process.argv.slice(2)
  console.log(JSON.stringify(await benchTrainingLatency(Number(perSecond)), null, 2))
}
