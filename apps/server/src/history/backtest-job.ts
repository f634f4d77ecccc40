import type { Job, Store } from '@gatehouse/store'
import type { JobQueue } from '../jobs/job-runner.ts'
import type { HistoryProcesses } from './history-processes.ts'
import { HistoryRefusal, type BacktestTask, type HistoryProgress } from './task.ts'

export const BACKTEST_QUEUE = 'backtest'
/** A process that ended twice for no reason of the request's ends a third time too. */
const ATTEMPTS_MAX = 3
const WRITE_EVERY_MS = 500

/** Runs backtests that were asked for; their state and result are in the database. */
export function backtestQueue(
  processes: HistoryProcesses,
  { backtests }: Pick<Store, 'backtests'>,
): JobQueue {
  return {
    queue: BACKTEST_QUEUE,
    // One of the three processes is left for who waits in front of a screen.
    concurrency: 2,
    isInTurn: true,
    async handle(job, signal) {
      const { id } = job.payload as { readonly id: string }
      const backtest = await backtests.find(job.shopId, id)
      // Deleted while it waited.
      if (backtest === undefined) return
      const gone = new AbortController()
      const progress = progressWriter(async ({ share, decisions }) => {
        const isThere = await backtests.progress(job.shopId, id, share, decisions)
        if (!isThere) gone.abort(new Error('the backtest was deleted'))
      })
      try {
        await progress.write({ share: 0, decisions: 0 })
        const result = await processes.run(backtest.request as BacktestTask, {
          onProgress: (at) => void progress.write(at).catch(() => {}),
          signal: AbortSignal.any([signal, gone.signal]),
        })
        const { decisions } = result
        await backtests.end(job.shopId, id, { decisions, result, error: null })
      } catch (error) {
        if (gone.signal.aborted) return
        if (signal.aborted || !isFinal(error, job)) throw error
        const { message } = error as Error
        await backtests.end(job.shopId, id, { decisions: 0, result: null, error: message })
      }
    },
  }
}

/** A refusal is an answer; anything else may go away by itself. */
function isFinal(error: unknown, job: Job): boolean {
  return error instanceof HistoryRefusal || job.attempt >= ATTEMPTS_MAX
}

/** The database need not hear of every page. */
export function progressWriter(write: (progress: HistoryProgress) => Promise<void>) {
  let nextMs = -Infinity
  return {
    async write(progress: HistoryProgress): Promise<void> {
      if (performance.now() < nextMs) return
      nextMs = performance.now() + WRITE_EVERY_MS
      await write(progress)
    },
  }
}
