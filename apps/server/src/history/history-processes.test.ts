import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DEFAULT_COSTS } from '@gatehouse/gate'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openHistoryProcesses, type HistoryProcesses } from './history-processes.ts'
import type { BacktestTask } from './task.ts'

const TASK: BacktestTask = {
  kind: 'backtest',
  shopId: 'shop',
  currency: 'EUR',
  fromMs: 0,
  toMs: 1,
  nowMs: 1,
  maturityDays: 0,
  costs: DEFAULT_COSTS,
  document: {
    name: 'starter',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [],
  },
  checkpoints: ['order'],
  declarations: [],
  allowMissing: false,
  sample: null,
}

let folder: string
let processes: HistoryProcesses
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'gatehouse-history-'))))
afterEach(() => {
  processes.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Real processes that run this, and note each start in `starts`. */
function openWith(script: string, startMs?: number): HistoryProcesses {
  const file = join(folder, 'entry.mjs')
  const starts = JSON.stringify(join(folder, 'starts'))
  writeFileSync(
    file,
    `import { appendFileSync, readFileSync } from 'node:fs'
    appendFileSync(${starts}, '.')
    const start = readFileSync(${starts}, 'utf8').length
    const say = (kind, more) => process.send({ kind, ...more })
    process.once('disconnect', () => process.exit())
    ${script}`,
  )
  const limit = startMs === undefined ? {} : { startMs }
  processes = openHistoryProcesses({} as never, { entry: pathToFileURL(file), ...limit })
  return processes
}

const starts = () => readFileSync(join(folder, 'starts'), 'utf8').length
const ANSWERS = `process.on('message', () => say('result', { result: start }))`

it('ends a process that stands still at its start, and asks another one', async () => {
  openWith(`${ANSWERS}\nif (start > 1) say('ready')`, 5000)
  // On a busy machine the second one may be given up too.
  expect(await processes.run(TASK)).toBeGreaterThan(1)
})

it('says so when no process starts, and serves whoever asks afterwards', async () => {
  openWith(`${ANSWERS}\nif (start <= 9) process.exit(3)\nsay('ready')`)
  for (let time = 0; time < 3; time++) {
    await expect(processes.run(TASK)).rejects.toThrow('the process ended (3)')
  }
  expect(await processes.run(TASK)).toBe(10)
})

it('lets whoever waits for a free process go when their time is up', async () => {
  openWith(`process.on('message', () => {})\nsay('ready')`)
  const working = new AbortController()
  const three = [0, 1, 2].map(() =>
    processes.run(TASK, { signal: working.signal }).catch(() => 'ended'),
  )
  const late = processes.run(TASK, { signal: AbortSignal.timeout(200) })
  await expect(late).rejects.toMatchObject({ name: 'TimeoutError' })
  working.abort()
  expect(await Promise.all(three)).toEqual(['ended', 'ended', 'ended'])
})

it('lets whoever waits for a process to start go when their time is up', async () => {
  openWith(`setInterval(() => {}, 1000)`)
  const late = processes.run(TASK, { signal: AbortSignal.timeout(300) })
  await expect(late).rejects.toMatchObject({ name: 'TimeoutError' })
})

it('asks nothing of a process that was ended', async () => {
  openWith(`let asked = 0
    process.on('message', () => {
      say('progress', { progress: { share: 0, decisions: 0 } })
      if (++asked > 1 || start > 1) say('result', { result: start })
    })
    say('ready')`)
  const ended = new AbortController()
  const first = processes.run(TASK, {
    signal: ended.signal,
    onProgress: () => ended.abort(new Error('enough')),
  })
  await expect(first).rejects.toThrow('enough')
  expect(await processes.run(TASK)).toBe(2)
})

it('runs three at a time, and the next one in the place of who is done', async () => {
  openWith(`process.on('message', () => setTimeout(() => say('result', { result: start }), 100))
    say('ready')`)
  const results = await Promise.all(Array.from({ length: 9 }, () => processes.run(TASK)))
  expect(new Set(results).size).toBe(3)
  expect(starts()).toBe(3)
})

it('refuses what runs and what waits when it is closed, and starts nothing any more', async () => {
  openWith(`process.on('message', () => say('progress', { progress: {} }))\nsay('ready')`)
  let working = 0
  const all = [0, 1, 2, 3, 4].map(() => processes.run(TASK, { onProgress: () => working++ }))
  const refused = Promise.allSettled(all)
  await expect.poll(() => working, { timeout: 20_000 }).toBeGreaterThanOrEqual(3)
  processes.close()
  for (const result of await refused) {
    expect(result).toMatchObject({ reason: { message: 'the server stops' } })
  }
  await expect(processes.run(TASK)).rejects.toThrow('the server stops')
  expect(starts()).toBe(3)
})

it('lets others have the core before a training, and uses its process for nothing else', async () => {
  openWith(`const { getPriority } = await import('node:os')
    process.on('message', () => say('result', { result: [start, getPriority()] }))
    say('ready')`)
  const training = { ...TASK, kind: 'training' } as unknown as BacktestTask
  expect(await processes.run(training)).toEqual([1, getPriority() + 5])
  expect(await processes.run(TASK)).toEqual([2, getPriority()])
  expect(await processes.run(TASK)).toEqual([2, getPriority()])
})
