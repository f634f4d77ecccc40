import type { TrainingShown } from '@gatehouse/contract'
import type { StoredTraining } from '@gatehouse/store'
import type { TrainingAsked } from './asked.ts'

/** A training as it is answered and told. */
export function shownTraining(training: StoredTraining): TrainingShown {
  const { id, state, progress, decisions, createdAtMs, createdBy, error, modelId } = training
  const { name, task } = training.request as TrainingAsked
  return {
    id,
    state,
    progress,
    decisions,
    kind: task.says,
    name,
    created_at: new Date(createdAtMs).toISOString(),
    created_by: createdBy,
    error,
    model: modelId,
    report: training.report === null ? null : { ...training.report },
  }
}
