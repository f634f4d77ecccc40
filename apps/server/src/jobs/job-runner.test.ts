import { setTimeout as later } from 'node:timers/promises'
import type { Job } from '@gatehouse/store'
import { expect, it } from 'vitest'
import { runJobs, type JobHandler } from './job-runner.ts'

/** Jobs in memory, leased like those of the database. */
function jobsOf(count: number) {
  const waiting = Array.from({ length: count }, (_, n): Job => ({
    jobId: n,
    shopId: 's',
    queue: 'q',
    payload: n,
    attempt: 1,
    lease: `${n}`,
  }))
  const log: string[] = []
  return {
    log,
    jobs: {
      lease: async (_queue: string, limit: number) => waiting.splice(0, limit),
      leaseInTurn: async () => [],
      renew: async () => true,
      complete: async ({ jobId }: Job) => log.push(`done ${jobId}`) > 0,
      follow: async ({ jobId }: Job) => log.push(`followed ${jobId}`) > 0,
      fail: async ({ jobId }: Job, error: string) => log.push(`failed ${jobId}: ${error}`) > 0,
    },
  }
}
const quiet = { error() {}, warn() {}, info() {} }
const run = (jobs: ReturnType<typeof jobsOf>['jobs'], concurrency: number, handle: JobHandler) =>
  runJobs({ jobs, queues: [{ queue: 'q', concurrency, handle }], log: quiet })

it('runs every job, never more at a time than it may', async () => {
  const { jobs, log } = jobsOf(10)
  let running = 0
  let most = 0
  const runner = run(jobs, 3, async () => {
    most = Math.max(most, ++running)
    await later(5)
    running--
  })
  await expect.poll(() => log.length).toBe(10)
  await runner.stop()
  expect(most).toBe(3)
})

it('gives a job that fails back, and goes on with the next', async () => {
  const { jobs, log } = jobsOf(2)
  const runner = run(jobs, 1, async ({ payload }) => {
    if (payload === 0) throw new Error('no luck')
  })
  await expect.poll(() => log).toEqual(['failed 0: no luck', 'done 1'])
  await runner.stop()
})

it('waits at its end for what runs, and takes nothing new', async () => {
  const { jobs, log } = jobsOf(5)
  let started = 0
  const runner = run(jobs, 1, async () => {
    started++
    await later(100)
  })
  await expect.poll(() => started).toBe(1)
  await runner.stop()
  expect(log).toEqual(['done 0'])
  await later(50)
  expect(started).toBe(1)
})

it('goes on when the database was away', async () => {
  const { jobs, log } = jobsOf(1)
  let calls = 0
  const shaky = {
    ...jobs,
    lease: async (queue: string, limit: number) => {
      if (++calls === 1) throw new Error('away')
      return jobs.lease(queue, limit)
    },
  }
  const runner = run(shaky, 1, async () => {})
  await expect.poll(() => log, { timeout: 5000 }).toEqual(['done 0'])
  await runner.stop()
})

it('says once that no jobs can be taken, however long that lasts, and when they can again', async () => {
  const { jobs } = jobsOf(0)
  const said: string[] = []
  let asked = 0
  const lease = async () => {
    asked++
    if (asked <= 4) throw new Error('the database is away')
    return []
  }
  const runner = runJobs({
    jobs: { ...jobs, lease },
    queues: [{ queue: 'q', concurrency: 1, handle: async () => {} }],
    log: {
      error() {},
      warn: (_about: unknown, text?: string) => said.push(`warn: ${text}`),
      info: (_about: unknown, text?: string) => said.push(`info: ${text}`),
    },
  })
  await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(5)
  await runner.stop()
  expect(said).toEqual(['warn: no jobs can be taken for now', 'info: jobs can be taken again'])
})
