import { setImmediate as nextTurn } from 'node:timers/promises'
import { fitAnomalyModel, fitModel, writeAnomalyModel, writeModel } from '@gatehouse/scoring'
import type { History } from '@gatehouse/store'
import {
  HistoryRefusal,
  type OnProgress,
  type TrainedModel,
  type TrainingTask,
} from '../history/task.ts'
import { readAnomalyRows } from './anomaly-rows.ts'
import { leaksOf } from './leaks-of.ts'
import { anomalyReport, trainingReport } from './reports.ts'
import { readTrainingRows } from './training-rows.ts'

const DAY_MS = 86_400_000
const NEGATIVES_PER_FRAUD = 100
const ANOMALY_ROWS_MAX = 20_000
/** Some 250 signals of 8 bytes each, and copies of parts of them. */
export const ROWS_MAX = 100_000
/** Reading is about half of the work. */
const READ_SHARE = 0.5

/**
 * Makes a model of stored decisions: with labels one of fraud, without one of what is strange.
 * @throws HistoryRefusal when there is too little to learn from, or too much for one process
 */
export async function runTraining(
  task: TrainingTask,
  history: Pick<History, 'decisions' | 'labels'>,
  onProgress: OnProgress,
): Promise<TrainedModel> {
  try {
    return await (task.says === 'anomaly' ? anomaly : fraud)(task, history, onProgress)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new HistoryRefusal(error.message)
  }
}

async function anomaly(
  task: TrainingTask,
  history: Pick<History, 'decisions'>,
  onProgress: OnProgress,
): Promise<TrainedModel> {
  const scope = { ...task, rowsMax: ANOMALY_ROWS_MAX }
  const read = await readAnomalyRows(history, scope, reading(onProgress))
  const model = fitAnomalyModel(read.columns, read.rows, { seed: task.seed })
  const report = anomalyReport({ read, model }, task)
  const { features, trees } = model.forest
  const file = writeAnomalyModel({ ...model, about: report })
  return { file, report, trees: trees.length, features: features.length }
}

async function fraud(
  task: TrainingTask,
  history: Pick<History, 'decisions' | 'labels'>,
  onProgress: OnProgress,
): Promise<TrainedModel> {
  const { maturityDays, nowMs } = task
  const toMs = Math.min(task.toMs, nowMs - maturityDays * DAY_MS)
  const told = reading(onProgress)
  const rows = await readTrainingRows(history, { ...task, toMs }, (share, read) => {
    if (read > ROWS_MAX) throw tooMany()
    told(share, read)
  })
  const steps = fitModel({
    data: rows.data,
    settings: { seed: task.seed },
    negativesPerFraud: NEGATIVES_PER_FRAUD,
  })
  for (;;) {
    const step = steps.next()
    if (step.done === true) {
      const model = step.value
      const result = { rows, model, maturityDays, leaks: leaksOf(rows, model) }
      const report = trainingReport(result, { ...task, negativesPerFraud: NEGATIVES_PER_FRAUD })
      const { trees, features } = model
      const file = writeModel({ ...model, about: report })
      return { file, report, trees: trees.length, features: features.length }
    }
    const { trees, of } = step.value
    const share = READ_SHARE + (1 - READ_SHARE) * (trees / of)
    onProgress({ share, decisions: rows.data.rows })
    // That nobody asks any more is heard between two trees.
    await nextTurn()
  }
}

function reading(onProgress: OnProgress) {
  return (share: number, decisions: number) => {
    onProgress({ share: Math.min(1, Math.max(0, share)) * READ_SHARE, decisions })
  }
}

function tooMany(): HistoryRefusal {
  return new HistoryRefusal(
    `there are more than ${ROWS_MAX} decisions: set a later \`from\`, or use \`gatehouse train\` on a machine with the memory`,
  )
}
