/** What an installation takes before it has done anything: disk, memory at rest, time to start. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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

async function firstDecision(dataDir: string): Promise<{ child: ChildProcess; seconds: number }> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, [join(root, 'bin/gatehouse.mjs'), 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      GATEHOUSE_API_KEY: API_KEY,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended (${code})`)))
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const at = /ready at (http:\/\/\S+)/.exec(said)?.[1]
      if (at !== undefined) resolve(at)
    })
  })
  const order = readFileSync(join(root, 'examples/first-order.json'))
  const response = await fetch(`${url}/v1/decisions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: order,
  })
  if (response.status !== 200) throw new Error(`the first decision was answered ${response.status}`)
  await response.text()
  return { child, seconds: (performance.now() - startedMs) / 1000 }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** Proportional set size in MB: a page that three processes share counts a third in each. */
function pssMb(pid: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

function postgresPids(dataDir: string): string[] {
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
    await stop(first.child)
    const next = await firstDecision(dataDir)
    await new Promise((resolve) => setTimeout(resolve, REST_MS))
    const nodePid = String(next.child.pid)
    const nodeMb = pssMb(nodePid)
    const databaseMb = postgresPids(dataDir)
      .filter((pid) => pid !== nodePid)
      .reduce((sum, pid) => sum + pssMb(pid), 0)
    await stop(next.child)
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
