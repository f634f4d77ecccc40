import { randomUUID } from 'node:crypto'
import type { Sql } from '../connection/sql.ts'
import {
  COMPLETE_JOB,
  COUNT_JOBS,
  ENQUEUE_JOBS,
  FAIL_JOB,
  FOLLOW_JOB,
  type JobRow,
  LEASE_IN_TURN,
  LEASE_JOBS,
  RENEW_JOB,
} from '../queries/jobs.ts'
import { StoreError } from '../store-error.ts'
import type { NewJob } from './job.ts'

/** A crashed worker's jobs come back after this long; workers renew before. */
export const LEASE_MS = 30_000
const LEASED_JOBS_MAX = 100
const ATTEMPTS_MAX = 10
const PAYLOAD_BYTES_MAX = 64 * 1024
const ERROR_CHARACTERS_MAX = 1000

export interface Job {
  readonly jobId: number
  readonly shopId: string
  readonly queue: string
  readonly payload: unknown
  /** 1 on the first try. */
  readonly attempt: number
  /** Names this try: a worker that lost its lease can neither complete nor fail the job. */
  readonly lease: string
}

export interface QueueCount {
  readonly queue: string
  readonly waiting: number
  /** Failed 10 times: kept for a person to look at. */
  readonly dead: number
}

/** When a job is tried again. */
export interface JobRetry {
  /** `null`: never; it is dead. */
  readonly afterMs: number | null
  /** It was put off, not tried. */
  readonly isUntried?: boolean
}

/** Work to do later, at least once. */
export interface Jobs {
  enqueue(jobs: readonly NewJob[]): Promise<void>
  /** Takes at most `limit` due jobs for 30 seconds. No two workers get the same one. */
  lease(queue: string, limit: number): Promise<readonly Job[]>
  /**
   * The same with the shops in turn: none gets a second job while one of its own runs, and who was
   * served last comes last.
   * @param served shops in the order in which they were served, longest ago first
   */
  leaseInTurn(queue: string, limit: number, served: readonly string[]): Promise<readonly Job[]>
  /** `false`: the lease was lost, another worker may have the job. */
  renew(job: Job): Promise<boolean>
  complete(job: Job): Promise<boolean>
  /** Completes the job and puts another in its place, both or neither. */
  follow(job: Job, next: NewJob): Promise<boolean>
  /**
   * Tries again after `attempt` squared seconds, and after 10 attempts the job is dead; or as
   * `retry` says.
   */
  fail(job: Job, error: string, retry?: JobRetry): Promise<boolean>
  counts(): Promise<readonly QueueCount[]>
}

export function openJobs(sql: Sql, leaseMs: number = LEASE_MS): Jobs {
  return {
    async enqueue(jobs) {
      await sql.run(ENQUEUE_JOBS, [jobRows(jobs)])
    },
    async lease(queue, limit) {
      const count = Math.min(Math.max(1, limit), LEASED_JOBS_MAX)
      const rows = await sql.rows<JobRow>(LEASE_JOBS, [queue, count, leaseMs, randomUUID()])
      return rows.map(jobOf)
    },
    async leaseInTurn(queue, limit, served) {
      const count = Math.min(Math.max(1, limit), LEASED_JOBS_MAX)
      const values = [queue, count, leaseMs, randomUUID(), served]
      return (await sql.rows<JobRow>(LEASE_IN_TURN, values)).map(jobOf)
    },
    renew: async (job) => (await sql.run(RENEW_JOB, [job.jobId, job.lease, leaseMs])) > 0,
    complete: async (job) => (await sql.run(COMPLETE_JOB, [job.jobId, job.lease])) > 0,
    follow: async (job, next) =>
      (await sql.rows(FOLLOW_JOB, [jobRows([next]), job.jobId, job.lease])).length > 0,
    async fail(job, error, retry) {
      const { afterMs, isUntried = false } = retry ?? {
        afterMs: job.attempt < ATTEMPTS_MAX ? job.attempt ** 2 * 1000 : null,
      }
      const values = [
        job.jobId,
        job.lease,
        error.slice(0, ERROR_CHARACTERS_MAX),
        afterMs === null ? 0 : Math.round(afterMs),
        afterMs === null ? 'dead' : 'waiting',
        isUntried ? 1 : 0,
      ]
      return (await sql.run(FAIL_JOB, values)) > 0
    },
    counts: () => sql.rows<QueueCount>(COUNT_JOBS),
  }
}

function jobOf(row: JobRow): Job {
  return {
    jobId: row.id,
    shopId: row.shop_id,
    queue: row.queue,
    payload: row.payload,
    attempt: row.attempts,
    lease: row.lease,
  }
}

/**
 * The jobs as `ENQUEUE_JOBS` takes them.
 * @throws StoreError `invalid` for a payload that is too large
 */
export function jobRows(jobs: readonly NewJob[]): string {
  const rows = jobs.map((job) => ({
    shop: job.shopId,
    queue: job.queue,
    uk: job.uniqueKey ?? null,
    ms: job.runAtMs ?? null,
    payload: job.payload,
  }))
  for (const row of rows) refuseLargePayload(row.payload)
  return JSON.stringify(rows)
}

export function refuseLargePayload(payload: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(payload) ?? '')
  if (bytes > PAYLOAD_BYTES_MAX) {
    throw new StoreError(
      'invalid',
      `a job payload of ${bytes} bytes: keep it under ${PAYLOAD_BYTES_MAX} and refer to records by id`,
    )
  }
}
