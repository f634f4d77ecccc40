import { createHash } from 'node:crypto'
import type { Job, Store, StoredTraining } from '@gatehouse/store'
import { progressWriter } from '../history/backtest-job.ts'
import type { HistoryProcesses } from '../history/history-processes.ts'
import { HistoryRefusal, type TrainedModel, type TrainingTask } from '../history/task.ts'
import type { JobQueue } from '../jobs/job-runner.ts'

export const TRAINING_QUEUE = 'training'
const ATTEMPTS_MAX = 3

/** What is asked for: the task, and what to call what comes of it. */
export interface TrainingAsked {
  readonly name: string
  readonly task: TrainingTask
}

/**
 * Runs trainings that were asked for, each in a process of its own with a bounded heap, so that
 * orders wait for none. Of a shop one at a time. One that a restart ended begins anew.
 */
export function trainingQueue(
  processes: HistoryProcesses,
  { trainings, models }: Pick<Store, 'trainings' | 'models'>,
): JobQueue {
  async function keep(training: StoredTraining, trained: TrainedModel): Promise<void> {
    const { shopId, id, createdBy: author, createdByKey } = training
    const { name, task } = training.request as TrainingAsked
    const file = Buffer.from(trained.file)
    const { trees, features, report: about } = trained
    const modelId = createHash('sha256').update(file).digest('hex')
    const { says: kind, checkpoint } = task
    await models.add({
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
    await trainings.end(shopId, id, { modelId, report: about })
  }

  return {
    queue: TRAINING_QUEUE,
    concurrency: 1,
    isInTurn: true,
    async handle(job, signal) {
      const { id } = job.payload as { readonly id: string }
      const { shopId } = job
      const training = await trainings.find(shopId, id)
      // Cancelled while it waited, or done before the job could say so.
      if (training === undefined || training.state === 'done') return
      const gone = new AbortController()
      const progress = progressWriter(async ({ share, decisions }) => {
        const isThere = await trainings.progress(shopId, id, share, decisions)
        if (!isThere) gone.abort(new Error('the training was cancelled'))
      })
      try {
        await progress.write({ share: 0, decisions: 0 })
        const { task } = training.request as TrainingAsked
        const trained = await processes.run(task, {
          onProgress: (at) => void progress.write(at).catch(() => {}),
          signal: AbortSignal.any([signal, gone.signal]),
        })
        if ((await trainings.find(shopId, id)) !== undefined) await keep(training, trained)
      } catch (error) {
        if (gone.signal.aborted) return
        if (signal.aborted || !isFinal(error, job)) throw error
        await trainings.end(shopId, id, { error: (error as Error).message })
      }
    },
  }
}

/** A refusal is an answer; anything else may go away by itself. */
function isFinal(error: unknown, job: Job): boolean {
  return error instanceof HistoryRefusal || job.attempt >= ATTEMPTS_MAX
}
