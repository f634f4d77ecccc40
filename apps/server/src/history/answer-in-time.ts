import { ApiError } from '../http/api-error.ts'
import { HistoryError } from './history-process.ts'
import type { HistoryProcesses } from './history-processes.ts'
import { HistoryRefusal, type HistoryTask, type ResultOf } from './task.ts'

/**
 * A pass over the history for which somebody waits.
 *
 * @param timeoutMs with waiting for a process, and its start
 * @throws ApiError `unavailable` when it was not done by then, or its process ended
 */
export async function answerInTime<Task extends HistoryTask>(
  processes: HistoryProcesses,
  task: Task,
  timeoutMs: number,
): Promise<ResultOf<Task>> {
  try {
    return await processes.run(task, { signal: AbortSignal.timeout(timeoutMs) })
  } catch (error) {
    const isLate = (error as Error).name === 'TimeoutError'
    const isKnown = error instanceof HistoryError || error instanceof HistoryRefusal
    if (!isLate && !isKnown) throw error
    throw new ApiError('unavailable', {
      detail: `the history could not be read ${isLate ? 'in time' : `(${(error as Error).message})`}`,
    })
  }
}
