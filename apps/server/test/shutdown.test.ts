/** A server that is told to stop answers what it was asked, and breaks no connection under a request. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const API_KEY = 'shutdown-test-shutdown-test-shutdown-test'
const GRACE_MS = 1500
const root = fileURLToPath(new URL('../../..', import.meta.url))

let dataDir: string
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-shutdown-'))
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

interface Running {
  readonly port: number
  readonly child: ChildProcess
  /** The exit code, or the signal that ended it, and when. */
  readonly ended: Promise<{ readonly by: number | string; readonly atMs: number }>
}

let server: Running
beforeEach(async () => {
  server = await begin()
}, 300_000)
afterEach(async () => {
  await stop(server)
})

async function stop({ child, ended }: Running): Promise<void> {
  child.kill('SIGKILL')
  await ended
}

async function begin(env: Record<string, string> = {}): Promise<Running> {
  const child = spawn(process.execPath, [join(root, 'bin/gatehouse.mjs'), 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      GATEHOUSE_API_KEY: API_KEY,
      LOG_LEVEL: 'error',
      SHUTDOWN_GRACE_MS: String(GRACE_MS),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<{ by: number | string; atMs: number }>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve({ by: code ?? signal ?? '', atMs: performance.now() }),
    )
  })
  let said = ''
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const at = /ready at http:\/\/localhost:(\d+)/.exec(said)?.[1]
      if (at !== undefined) resolve(Number(at))
    })
    void ended.then(({ by }) => reject(new Error(`the server ended with ${by}: ${said}`)))
  })
  return { port, child, ended }
}

const BODY = JSON.stringify({ order: { amount: 50, currency: 'EUR' } })
const HEADERS = {
  authorization: `Bearer ${API_KEY}`,
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(BODY),
}

interface Answer {
  readonly status: number
  readonly isLast: boolean
}

function ask(path: string, over: Agent | false): Promise<Answer> {
  const method = path === '/v1/decisions' ? 'POST' : 'GET'
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: server.port,
        path,
        method,
        agent: over,
        headers: method === 'POST' ? HEADERS : {},
      },
      (response: IncomingMessage) => {
        response.resume()
        response.once('error', reject)
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            isLast: response.headers.connection === 'close',
          }),
        )
      },
    )
    sent.once('error', reject)
    sent.end(method === 'POST' ? BODY : undefined)
  })
}

interface Load {
  readonly answered: Answer[]
  /** From now on only connections that are open are used, each until it is told to be the last. */
  openNoMore(): void
  readonly over: Promise<unknown>
}

/** Clients that send one request after the other, each on a connection of its own. */
function bombard(clients: number): Load {
  const answered: Answer[] = []
  const noMore = new AbortController()
  const client = async () => {
    const own = new Agent({ keepAlive: true, maxSockets: 1 })
    for (;;) {
      const answer = await ask('/v1/decisions', own)
      answered.push(answer)
      if (answer.isLast && noMore.signal.aborted) return
    }
  }
  return {
    answered,
    openNoMore: () => noMore.abort(),
    over: Promise.all(Array.from({ length: clients }, client)),
  }
}

/** A balancer looks every now and then whether a server wants requests. */
async function balance(load: Load): Promise<void> {
  while ((await ask('/readyz', false)).status === 200) await sleep(100)
  load.openNoMore()
}

describe('SIGTERM under load', () => {
  it('is told at /readyz at once, and breaks no request of whoever heeds that', async () => {
    const load = bombard(16)
    await sleep(1000)
    const before = load.answered.length
    const toldMs = performance.now()
    server.child.kill('SIGTERM')
    await balance(load)
    expect(performance.now() - toldMs).toBeLessThan(GRACE_MS)
    expect(await ask('/livez', false)).toMatchObject({ status: 200 })
    // Who has not heard of it is still served.
    expect(await ask('/v1/decisions', false)).toMatchObject({ status: 200 })
    await load.over
    expect(load.answered.filter(({ status }) => status !== 200)).toEqual([])
    expect(load.answered.length).toBeGreaterThanOrEqual(before + 16)
    const { by, atMs } = await server.ended
    expect(by).toBe(0)
    expect(atMs - toldMs).toBeGreaterThan(GRACE_MS)
  }, 60_000)

  it('answers every request of a pipeline that was sent before the server stopped listening', async () => {
    const DEPTH = 20
    const socket = connect(server.port, '127.0.0.1')
    const text = [
      'POST /v1/decisions HTTP/1.1',
      'host: localhost',
      ...Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`),
      '',
      BODY,
    ].join('\r\n')
    let heard = ''
    let sent = 0
    const answered = () => heard.split('HTTP/1.1 200 OK').length - 1
    const gone = new Promise<void>((resolve, reject) => {
      socket.once('close', () => resolve())
      socket.once('error', reject)
    })
    const fill = () => {
      while (sent - answered() < DEPTH) {
        socket.write(text)
        sent += 1
      }
    }
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      // Full until the grace is nearly over.
      if (performance.now() < stopMs) fill()
    })
    let stopMs = Infinity
    fill()
    await sleep(500)
    stopMs = performance.now() + GRACE_MS - 300
    server.child.kill('SIGTERM')
    await gone
    expect(sent).toBeGreaterThan(2 * DEPTH)
    expect(answered()).toBe(sent)
    expect((await server.ended).by).toBe(0)
  }, 60_000)
})

describe('Ctrl-C under load', () => {
  it('answers what open connections ask, and says that it was the last answer', async () => {
    await stop(server)
    server = await begin({ SHUTDOWN_GRACE_MS: '' })
    const load = bombard(16)
    await sleep(1000)
    load.openNoMore()
    const toldMs = performance.now()
    server.child.kill('SIGINT')
    await load.over
    expect(load.answered.filter(({ status }) => status !== 200)).toEqual([])
    expect(load.answered.filter(({ isLast }) => isLast)).toHaveLength(16)
    const { by, atMs } = await server.ended
    expect(by).toBe(0)
    // No grace: the requests, the journal and the database.
    expect(atMs - toldMs).toBeLessThan(10_000)
  }, 60_000)
})

describe('a second signal', () => {
  it('ends the server at once', async () => {
    const load = bombard(4)
    const cutOff = load.over.then(
      () => 'every request was answered',
      (error: unknown) => String(error),
    )
    await sleep(500)
    server.child.kill('SIGTERM')
    await sleep(600)
    const toldMs = performance.now()
    server.child.kill('SIGTERM')
    const { by, atMs } = await server.ended
    expect(by).toBe(143)
    expect(atMs - toldMs).toBeLessThan(500)
    expect(await cutOff).toMatch(/ECONNRE|socket hang up/)
  }, 60_000)
})
