import { openHistory, type History } from '@gatehouse/store'
import { runBacktest } from './backtest.ts'
import { runMonitor } from './monitor.ts'
import { runStatistics } from './statistics.ts'
import { runThresholds } from './thresholds.ts'
import { runTraining } from '../training/run-training.ts'
import {
  HistoryRefusal,
  type FromProcess,
  type HistoryTask,
  type OnProgress,
  type TaskResults,
  type ToProcess,
} from './task.ts'

/** Entry of a process that makes passes over the history, one at a time: see `HistoryProcesses`. */
if (process.send === undefined) throw new Error('history.worker is started by HistoryProcesses')
process.on('message', (message) => void work(message as ToProcess))
// Nobody asks any more.
process.once('disconnect', () => process.exit())
// What is sent before somebody listens may be lost.
tell({ kind: 'ready' })

async function work({ connection, task }: ToProcess): Promise<void> {
  try {
    const history = await openHistory(connection)
    try {
      const result = await run(task, history, (progress) => tell({ kind: 'progress', progress }))
      tell({ kind: 'result', result })
    } finally {
      await history.close()
    }
  } catch (error) {
    const { message } = error as Error
    tell({ kind: error instanceof HistoryRefusal ? 'refused' : 'failed', message })
  }
}

function run(
  task: HistoryTask,
  history: History,
  onProgress: OnProgress,
): Promise<TaskResults[keyof TaskResults]> {
  if (task.kind === 'statistics') return runStatistics(task, history, onProgress)
  if (task.kind === 'monitor') return runMonitor(task, history, onProgress)
  if (task.kind === 'thresholds') return runThresholds(task, history, onProgress)
  if (task.kind === 'training') return runTraining(task, history, onProgress)
  return runBacktest(task, history, onProgress)
}

function tell(message: FromProcess): void {
  process.send?.(message)
}
