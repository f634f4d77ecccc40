/** What an installation takes before it has done anything: disk, memory at rest, time to start. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer, stopServer, type RunningServer } from './running-server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const REST_MS = 5000
const API_KEY = 'footprint-footprint-footprint-footprint'

export interface Footprint {
  readonly installedMb: number
  /** First start with nothing compiled, to the first answered decision. */
  readonly firstDecisionSeconds: number
  /** A later start, to the first answered decision. */
  readonly nextDecisionSeconds: number
  readonly nodeMb: number
  /** Node and PostgreSQL; shared pages are counted once (PSS). */
  readonly allMb: number
}

async function firstDecision(dataDir: string): Promise<{ server: RunningServer; seconds: number }> {
  const startedMs = performance.now()
  const env = { PORT: '0', DATA_DIR: dataDir, GATEHOUSE_API_KEY: API_KEY, LOG_LEVEL: 'warn' }
  const server = await startServer(['serve'], env)
  const order = readFileSync(join(root, 'examples/first-order.json'))
  const response = await fetch(`${server.url}/v1/decisions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: order,
  })
  if (response.status !== 200) throw new Error(`the first decision was answered ${response.status}`)
  await response.text()
  return { server, seconds: (performance.now() - startedMs) / 1000 }
}

/** Proportional set size in MB: a page that three processes share counts a third in each. */
export function pssMb(pid: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

export function postgresPids(dataDir: string): string[] {
  const { stdout } = spawnSync('pgrep', ['-f', dataDir], { encoding: 'utf8' })
  const roots = stdout.split('\n').filter(Boolean)
  const children = roots.flatMap((pid) =>
    spawnSync('pgrep', ['-P', pid], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean),
  )
  return [...new Set([...roots, ...children])]
}

function installedMb(): number {
  const { stdout } = spawnSync('du', ['-sm', '--exclude=.cache', join(root, 'node_modules')], {
    encoding: 'utf8',
  })
  return Number(stdout.split('\t')[0])
}

export async function benchFootprint(): Promise<Footprint> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-rest-'))
  try {
    const first = await firstDecision(dataDir)
    await stopServer(first.server)
    const next = await firstDecision(dataDir)
    await new Promise((resolve) => setTimeout(resolve, REST_MS))
    const nodePid = String(next.server.process.pid)
    const nodeMb = pssMb(nodePid)
    const databaseMb = postgresPids(dataDir)
      .filter((pid) => pid !== nodePid)
      .reduce((sum, pid) => sum + pssMb(pid), 0)
    await stopServer(next.server)
    return {
      installedMb: installedMb(),
      firstDecisionSeconds: first.seconds,
      nextDecisionSeconds: next.seconds,
      nodeMb: Math.round(nodeMb),
      allMb: Math.round(nodeMb + databaseMb),
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Run on its own: `gatehouse --run bench/src/footprint.ts`. */
if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await benchFootprint())
