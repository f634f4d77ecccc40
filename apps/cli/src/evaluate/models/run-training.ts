import { Worker } from 'node:worker_threads'
import type { CollectedOrders } from './collect-orders.ts'
import type { TrainingStep, VariantsOutcome } from './evaluate-variants.ts'

export interface TrainingTask {
  readonly orders: CollectedOrders
  /** Models of each variant, whose answers are averaged. */
  readonly seeds: number
}

export type FromTraining =
  | { readonly kind: 'step'; readonly step: TrainingStep }
  | { readonly kind: 'outcome'; readonly outcome: VariantsOutcome }

/** Trains in a thread of its own, which ends with the program. */
export function runTraining(
  task: TrainingTask,
  onStep: (step: TrainingStep) => void,
): Promise<VariantsOutcome> {
  const worker = new Worker(new URL('./train.worker.ts', import.meta.url), { workerData: task })
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromTraining) => {
      if (message.kind === 'step') onStep(message.step)
      else resolve(message.outcome)
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the training ended with code ${code}`)))
  })
}
