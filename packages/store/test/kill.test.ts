import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestDatabase, type TestDatabase } from './database.ts'

const APP = fileURLToPath(new URL('append-until-killed.ts', import.meta.url))
const KILLS = 20
const TEST_TIMEOUT_MS = 240_000

let test: TestDatabase
beforeAll(async () => {
  test = await startTestDatabase()
})
afterAll(() => test.stop())

interface App {
  readonly child: ChildProcess
  readonly acknowledged: string[]
  /** Resolves when so many ids were acknowledged. */
  reached(count: number): Promise<void>
}

function startApp(): App {
  const child = spawn(process.execPath, ['--import', 'tsx', APP, test.dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged: string[] = []
  let rest = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    acknowledged.push(...lines)
  })
  return {
    child,
    acknowledged,
    async reached(count) {
      while (acknowledged.length < count) {
        if (child.exitCode !== null) throw new Error(`the application ended: ${child.exitCode}`)
        await sleep(5)
      }
    },
  }
}

async function kill(app: App): Promise<void> {
  const closed = once(app.child, 'close')
  app.child.kill('SIGKILL')
  await closed
}

async function storedIds(): Promise<string[]> {
  await test.database.revive()
  const client = new pg.Client(test.database.connection as pg.ClientConfig)
  await client.connect()
  const result = await client.query<{ id: string }>('SELECT id FROM journal')
  await client.end()
  return result.rows.map((row) => row.id)
}

function expectAllOnce(acknowledged: readonly string[], stored: readonly string[]): void {
  const present = new Set(stored)
  expect(present.size).toBe(stored.length)
  expect(acknowledged.filter((id) => !present.has(id))).toEqual([])
}

/** Whoever was killed in the midst of a seal has left none, or a whole one. */
async function expectSealed(rows: number): Promise<void> {
  const store = await test.open()
  try {
    expect((await store.recordChain.verify('journal')).seals).toBeGreaterThan(KILLS)
    while ((await store.recordChain.seal(Date.now())) > 0) {
      // As long as there is something new.
    }
    const report = await store.recordChain.verify('journal')
    expect(report).toMatchObject({ rows, unchanged: rows, unsealed: 0, findings: [] })
  } finally {
    await store.close()
  }
}

it(
  `after ${KILLS} kills of the application every acknowledged record is there, none twice`,
  async () => {
    const acknowledged: string[] = []
    for (let round = 0; round < KILLS; round += 1) {
      const app = startApp()
      await app.reached(1 + Math.floor(Math.random() * 400))
      await kill(app)
      acknowledged.push(...app.acknowledged)
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS)
    const stored = await storedIds()
    expectAllOnce(acknowledged, stored)
    await expectSealed(stored.length)
  },
  TEST_TIMEOUT_MS,
)

it(
  'after a kill of the database the application goes on, every acknowledged record is there, none twice',
  async () => {
    const app = startApp()
    await app.reached(300)
    const pidFile = join(test.dataDir, 'postgres', 'postmaster.pid')
    const pid = Number.parseInt(await readFile(pidFile, 'utf8'), 10)
    process.kill(pid, 'SIGKILL')
    const before = app.acknowledged.length
    await app.reached(before + 2000)
    await kill(app)
    expect(Number.parseInt(await readFile(pidFile, 'utf8'), 10)).not.toBe(pid)
    expectAllOnce(app.acknowledged, await storedIds())
  },
  TEST_TIMEOUT_MS,
)
