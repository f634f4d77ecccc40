/**
 * Memory over a long run: orders of a shop, most of them from customers whom nobody has seen
 * before, at a steady rate. Prints what server and database hold, minute by minute, and what they
 * grew by in the second half, when caches are full.
 *
 * usage: gatehouse --run bench/src/soak.ts [MINUTES] [PER_SECOND]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileReference, openReference } from '@gatehouse/reference'
import { postgresPids, pssMb } from './footprint.ts'
import { seeded } from './orders.ts'
import { pacedLoad } from './paced-load.ts'
import { startServer, stopServer } from './running-server.ts'
import { citiesOf } from './store/record-orders.ts'
import { openShoppers } from './store/shoppers.ts'

const API_KEY = 'soak-soak-soak-soak-soak-soak-soak-soak'
const HEADERS = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' }
const CONNECTIONS_MAX = 32
const SLICE_SECONDS = 60

interface Sample {
  readonly minute: number
  readonly nodeMb: number
  readonly databaseMb: number
  readonly heapMb: number
  readonly windowMb: number
  readonly p99Ms: number
  readonly refused: number
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: HEADERS })).text()
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN)
}

export async function benchSoak(minutes: number, perSecond: number): Promise<readonly Sample[]> {
  const cacheDir = join(tmpdir(), 'gatehouse-bench-reference')
  mkdirSync(cacheDir, { recursive: true })
  await compileReference({ cacheDir })
  const random = seeded(11)
  const nextOrder = openShoppers(random, citiesOf(openReference({ cacheDir }), random))
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-soak-'))
  const env = { PORT: '0', DATA_DIR: dataDir, GATEHOUSE_API_KEY: API_KEY, LOG_LEVEL: 'warn' }
  const server = await startServer(['serve'], env)
  const pid = String(server.process.pid)
  const samples: Sample[] = []
  try {
    for (let minute = 1; minute <= minutes; minute += 1) {
      const load = await pacedLoad({
        url: `${server.url}/v1/decisions`,
        headers: HEADERS,
        body: () => JSON.stringify(nextOrder()),
        perSecond,
        seconds: SLICE_SECONDS,
        random,
        connectionsMax: CONNECTIONS_MAX,
      })
      const others = postgresPids(dataDir).filter((each) => each !== pid)
      samples.push({
        minute,
        nodeMb: Math.round(pssMb(pid)),
        databaseMb: Math.round(others.reduce((sum, each) => sum + pssMb(each), 0)),
        heapMb: Math.round(
          (await metric(server.url, 'gatehouse_nodejs_heap_size_used_bytes')) / 2 ** 20,
        ),
        windowMb: Math.round((await metric(server.url, 'gatehouse_window_bytes')) / 2 ** 20),
        p99Ms: Math.round(load.p99Ms),
        refused: load.refused,
      })
      console.log(JSON.stringify(samples.at(-1)))
    }
  } finally {
    await stopServer(server)
    rmSync(dataDir, { recursive: true, force: true })
  }
  return samples
}

/** Run on its own. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [minutes = 10, perSecond = 200] = process.argv.slice(2).map(Number)
  const samples = await benchSoak(minutes, perSecond)
  const half = samples[samples.length >> 1]!
  const last = samples.at(-1)!
  const grown = last.nodeMb - half.nodeMb - (last.windowMb - half.windowMb)
  console.log(
    `the server grew by ${grown} MB beside its windows in the last ${last.minute - half.minute} minutes`,
  )
}
