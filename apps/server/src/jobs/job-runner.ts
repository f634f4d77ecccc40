import { setMaxListeners } from 'node:events'
import type { FastifyBaseLogger } from 'fastify'
import { LEASE_MS, type Job, type Jobs, type NewJob } from '@gatehouse/store'
import { JobFailure } from './job-failure.ts'

/**
 * Does the work of one job. What it throws is a failure: the job comes back later. It may run
 * twice, so doing it again must change nothing. `signal`: stop, somebody else has the job now, or
 * the process ends. What it answers is a job that takes the place of this one.
 */
export type JobHandler = (job: Job, signal: AbortSignal) => Promise<NewJob | void>

export interface JobQueue {
  readonly queue: string
  /** Jobs of this queue that run beside each other in this process. */
  readonly concurrency: number
  /** The shops in turn, one job of each at a time: for work that takes minutes. */
  readonly isInTurn?: boolean
  readonly handle: JobHandler
}

export interface JobRunnerParts {
  readonly jobs: Pick<Jobs, 'lease' | 'leaseInTurn' | 'renew' | 'complete' | 'follow' | 'fail'>
  readonly queues: readonly JobQueue[]
  readonly log: Pick<FastifyBaseLogger, 'error' | 'warn' | 'info'>
}

/** An idle queue is looked at less and less often, until something is found. */
const POLL_FIRST_MS = 200
const POLL_MAX_MS = 1000
/** Who was served longer ago counts as not served. */
const SERVED_MAX = 1000
const RENEW_MS = LEASE_MS / 3
/** What runs when the process ends may go on for this long. */
const GRACE_MS = 5000

export interface JobRunner {
  /** Takes no more jobs; waits for those that run, and tells them to stop if they take too long. */
  stop(): Promise<void>
}

/** Leases jobs and runs them, a bounded number at a time. Leases are renewed while a job runs. */
export function runJobs({ jobs, queues, log }: JobRunnerParts): JobRunner {
  const stopping = new AbortController()
  const cutOff = new AbortController()
  // Every queue listens while it pauses, and every job while it runs: that is no leak.
  setMaxListeners(0, stopping.signal, cutOff.signal)
  const loops = queues.map((queue) => work(queue))

  async function work({ queue, concurrency, isInTurn, handle }: JobQueue): Promise<void> {
    /** Shops in the order in which they were served. */
    const served = new Set<string>()
    const running = new Set<Promise<void>>()
    let pauseMs = POLL_FIRST_MS
    let isAway = false
    while (!stopping.signal.aborted) {
      let found: readonly Job[] = []
      try {
        const free = concurrency - running.size
        found = await (isInTurn === true
          ? jobs.leaseInTurn(queue, free, [...served])
          : jobs.lease(queue, free))
        if (isAway) log.info({ queue }, 'jobs can be taken again')
        isAway = false
      } catch (error) {
        // Said once: every queue asks again each second, for as long as the database is away.
        if (!isAway) log.warn({ err: error, queue }, 'no jobs can be taken for now')
        isAway = true
      }
      for (const job of found) {
        if (isInTurn === true) {
          served.delete(job.shopId)
          served.add(job.shopId)
          if (served.size > SERVED_MAX) served.delete(served.values().next().value!)
        }
        const done = run(job, handle).finally(() => running.delete(done))
        running.add(done)
      }
      pauseMs = found.length > 0 ? POLL_FIRST_MS : Math.min(pauseMs * 2, POLL_MAX_MS)
      if (running.size >= concurrency) await Promise.race(running)
      else if (found.length === 0) await pause(pauseMs, stopping.signal)
    }
    await Promise.all(running)
  }

  async function run(job: Job, handle: JobHandler): Promise<void> {
    const lost = new AbortController()
    const renewing = setInterval(() => {
      jobs.renew(job).then(
        (isOurs) => isOurs || lost.abort(),
        // The database is away: the lease may hold until it is back.
        () => {},
      )
    }, RENEW_MS)
    try {
      const next = await handle(job, AbortSignal.any([lost.signal, cutOff.signal]))
      await (next === undefined ? jobs.complete(job) : jobs.follow(job, next))
    } catch (error) {
      if (error instanceof JobFailure) {
        await jobs.fail(job, error.message, error.retry).catch(() => {})
        return
      }
      log.error(
        { err: error, queue: job.queue, job: job.jobId, attempt: job.attempt },
        'a job failed',
      )
      await jobs.fail(job, error instanceof Error ? error.message : String(error)).catch(() => {})
    } finally {
      clearInterval(renewing)
    }
  }

  return {
    async stop() {
      stopping.abort()
      const timer = setTimeout(() => cutOff.abort(), GRACE_MS)
      await Promise.all(loops)
      clearTimeout(timer)
    },
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
