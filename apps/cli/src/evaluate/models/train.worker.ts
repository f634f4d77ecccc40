import { parentPort, workerData } from 'node:worker_threads'
import { evaluateVariants } from './evaluate-variants.ts'
import type { FromTraining, TrainingTask } from './run-training.ts'

/** Entry of the thread that trains, so that the terminal stays alive: see `runTraining`. */
const { orders, seeds } = workerData as TrainingTask
const STEP_EVERY_MS = 200

const steps = evaluateVariants(orders, seeds)
let nextMs = 0
for (;;) {
  const step = steps.next()
  if (step.done === true) {
    tell({ kind: 'outcome', outcome: step.value })
    break
  }
  if (performance.now() < nextMs) continue
  nextMs = performance.now() + STEP_EVERY_MS
  tell({ kind: 'step', step: step.value })
}

function tell(message: FromTraining): void {
  parentPort?.postMessage(message)
}
