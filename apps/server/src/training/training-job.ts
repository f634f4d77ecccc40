import { createHash } from 'node:crypto'
import { StoreError, type Store, type StoredTraining } from '@gatehouse/store'
import type { HistoryProcesses } from '../history/history-processes.ts'
import { passHandler } from '../history/run-pass.ts'
import { HistoryRefusal, type TrainedModel, type TrainingTask } from '../history/task.ts'
import type { JobQueue } from '../jobs/job-runner.ts'
import type { TrainingAsked } from './asked.ts'
import { tryBeside, type RetrainedParts } from './retrained.ts'

export const TRAINING_QUEUE = 'training'

export interface TrainingJobParts extends RetrainedParts {
  readonly store: Pick<Store, 'trainings' | 'models'>
  readonly processes: HistoryProcesses
  readonly nowMs: () => number
}

/** Runs trainings that were asked for, of a shop one at a time. */
export function trainingQueue(parts: TrainingJobParts): JobQueue {
  const { processes, nowMs } = parts
  const { trainings, models } = parts.store

  async function keep(training: StoredTraining, trained: TrainedModel): Promise<void> {
    const { shopId, id, createdBy: author, createdByKey } = training
    const { name, task, isScheduled } = training.request as TrainingAsked
    const file = Buffer.from(trained.file)
    const { trees, features, report: about } = trained
    const modelId = createHash('sha256').update(file).digest('hex')
    const { says: kind, checkpoint } = task
    const added = models.add({
      shopId,
      id: modelId,
      name,
      kind,
      checkpoint,
      about,
      trees,
      features,
      file,
      author,
      authorKey: createdByKey ?? '',
      note: `training ${id}`,
    })
    await added.catch(refused)
    const tried = isScheduled === true ? await tryBeside(shopId, modelId, training, parts) : {}
    await trainings.end(shopId, id, { modelId, report: { ...about, ...tried } }, nowMs())
  }

  return {
    queue: TRAINING_QUEUE,
    concurrency: 1,
    isInTurn: true,
    handle: passHandler<StoredTraining, TrainingTask>(processes, {
      passes: trainings,
      taskOf: ({ request }) => (request as TrainingAsked).task,
      keep,
      fail: ({ shopId, id }, error) => trainings.end(shopId, id, { error }, nowMs()),
    }),
  }
}

/** A registry that is full stays so: to train again would be for nothing. */
function refused(error: unknown): never {
  if (!(error instanceof StoreError) || error.code !== 'invalid') throw error
  throw new HistoryRefusal(error.message)
}
