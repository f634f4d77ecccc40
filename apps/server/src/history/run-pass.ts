import type { Job, NewJob, Passes, StoredPass } from '@gatehouse/store'
import { JobFailure } from '../jobs/job-failure.ts'
import type { JobHandler } from '../jobs/job-runner.ts'
import type { HistoryProcesses } from './history-processes.ts'
import { HistoryRefusal, type HistoryProgress, type HistoryTask, type ResultOf } from './task.ts'

/** A process that ended twice for no reason of the request's ends a third time too. */
const ATTEMPTS_MAX = 3
/** The database need not hear of every page. */
const WRITE_EVERY_MS = 500
/** Nor of what has not changed; but that nobody asks any more is to be heard. */
const ASK_EVERY_MS = 2000

/** A kind of pass over the history that the server makes for who asked for it. */
export interface PassKind<Stored extends StoredPass, Task extends HistoryTask> {
  readonly passes: Pick<Passes<StoredPass, Stored>, 'find' | 'progress'>
  readonly taskOf: (pass: Stored) => Task
  /** Keeps what came of it, and ends it. */
  readonly keep: (pass: Stored, result: ResultOf<Task>) => Promise<void>
  /** Ends it with why. */
  readonly fail: (pass: Stored, why: string) => Promise<void>
}

/** The job of a pass: its payload names it, and nothing else of it runs. */
export function passJob(queue: string, shopId: string, id: string): NewJob {
  return { shopId, queue, payload: { id }, uniqueKey: id }
}

/**
 * Runs passes, each in a process of its own with a bounded heap, so that orders wait for none. One
 * that a restart of the server ended begins anew; one that the server did not survive three times is
 * given up, because it may be what ends it. One that is deleted is ended wherever it is.
 */
export function passHandler<Stored extends StoredPass, Task extends HistoryTask>(
  processes: HistoryProcesses,
  { passes, taskOf, keep, fail }: PassKind<Stored, Task>,
): JobHandler {
  return async (job, signal) => {
    const { id } = job.payload as { readonly id: string }
    const { shopId } = job
    const pass = await passes.find(shopId, id)
    // Deleted while it waited, or ended before the job could say so.
    if (pass === undefined || pass.state === 'done' || pass.state === 'failed') return
    if (job.attempt > ATTEMPTS_MAX) {
      return fail(
        pass,
        `the server ended ${ATTEMPTS_MAX} times in the middle of it: it is not tried again`,
      )
    }
    const gone = new AbortController()
    const watch = watchProgress(async ({ share, decisions }) => {
      const isThere = await passes.progress(shopId, id, share, decisions)
      if (!isThere) gone.abort(new Error('nobody asks for it any more'))
    })
    try {
      await watch.begin()
      const result = await processes.run(taskOf(pass), {
        onProgress: watch.onProgress,
        signal: AbortSignal.any([signal, gone.signal]),
      })
      watch.stop()
      if ((await passes.find(shopId, id)) !== undefined) await keep(pass, result)
    } catch (error) {
      watch.stop()
      if (gone.signal.aborted) return
      // The server stops, or somebody else has the job: it was no try.
      if (signal.aborted) throw putOff()
      if (!isFinal(error, job)) throw error
      await fail(pass, (error as Error).message)
    } finally {
      watch.stop()
    }
  }
}

function putOff(): JobFailure {
  return new JobFailure('the server stopped', { afterMs: 0, isUntried: true })
}

/** A refusal is an answer; anything else may go away by itself. */
function isFinal(error: unknown, job: Job): boolean {
  return error instanceof HistoryRefusal || job.attempt >= ATTEMPTS_MAX
}

/** Writes how far a pass is, now and then, and as often whether it is asked for at all. */
function watchProgress(write: (progress: HistoryProgress) => Promise<void>) {
  let at: HistoryProgress = { share: 0, decisions: 0 }
  let written = at
  let writtenMs = 0
  let isWriting = false
  let timer: NodeJS.Timeout | undefined
  const now = async () => {
    isWriting = true
    written = at
    writtenMs = performance.now()
    try {
      await write(written)
    } finally {
      isWriting = false
    }
  }
  return {
    async begin(): Promise<void> {
      await now()
      timer = setInterval(() => {
        const isOld = performance.now() - writtenMs >= ASK_EVERY_MS
        // The database may be away for a while: the work goes on.
        if (!isWriting && (isOld || written !== at)) now().catch(() => {})
      }, WRITE_EVERY_MS)
    },
    onProgress: (progress: HistoryProgress): void => {
      at = progress
    },
    stop: (): void => clearInterval(timer),
  }
}
