import { DEFAULT_COSTS } from '@gatehouse/gate'
import type { FoundBacktest, Store } from '@gatehouse/store'
import type { JobQueue } from '../jobs/job-runner.ts'
import type { HistoryProcesses } from './history-processes.ts'
import { passHandler } from './run-pass.ts'
import type { BacktestTask } from './task.ts'

export const BACKTEST_QUEUE = 'backtest'

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
    handle: passHandler<FoundBacktest, BacktestTask>(processes, {
      passes: backtests,
      taskOf: ({ request }) => withCosts(request as BacktestTask),
      keep: ({ shopId, id }, result) => {
        const { decisions } = result
        return backtests.end(shopId, id, { decisions, result, error: null })
      },
      fail: ({ shopId, id }, error) =>
        backtests.end(shopId, id, { decisions: 0, result: null, error }),
    }),
  }
}

/** One that was asked for before a cost came up waits without it. */
function withCosts(task: BacktestTask): BacktestTask {
  return { ...task, costs: { ...DEFAULT_COSTS, ...task.costs } }
}
