import { setImmediate as nextTurn } from 'node:timers/promises'
import { fitModel, type FittedModel, type TrainingSettings } from '@gatehouse/scoring'
import type { Checkpoint } from '@gatehouse/contract'
import { readTrainingRows, withTraining, type TrainingRows } from '@gatehouse/server'
import type { Config } from '@gatehouse/server'
import { CliError } from '../cli-error.ts'
import type { Terminal } from '../command.ts'
import { showProgress } from '../progress.ts'
import { refuseForeign, withMonotone, type Monotone } from './monotone.ts'
import { openTraining } from './train-checkpoint.ts'

export interface TrainRequest {
  readonly shopId: string
  readonly checkpoint: Checkpoint
  readonly fromMs: number
  readonly toMs: number
  readonly negativesPerFraud: number
  readonly settings: Partial<TrainingSettings>
  readonly monotone: Monotone
  /** Where an interrupted training is kept. */
  readonly keptAt: string | undefined
}

export interface TrainResult {
  readonly rows: TrainingRows
  readonly model: FittedModel
}

/**
 * Reads what was decided and what became of it, and trains on that, in this process: a server
 * beside it goes on.
 * @throws CliError `invalid` when there is too little to learn from
 */
export async function trainOnHistory(
  request: TrainRequest,
  config: Config,
  terminal: Terminal,
): Promise<TrainResult> {
  const { shopId, checkpoint, fromMs, toMs, negativesPerFraud, settings, monotone } = request
  const rows = await withTraining(config, async (source) => {
    const { history } = source
    const declarations = await source.declarationsOf(shopId)
    refuseForeign(monotone, declarations)
    const progress = showProgress('reading decisions', terminal, 'decisions')
    try {
      const scope = { shopId, checkpoint, fromMs, toMs, declarations }
      return await readTrainingRows(history, scope, (share, read) => progress.update(share, read))
    } finally {
      progress.stop()
    }
  })
  const data = withMonotone(rows.data, monotone)
  const kept = openTraining(request.keptAt, data, { ...settings, negativesPerFraud, monotone })
  if (kept.resume !== undefined) {
    terminal.note(`going on after ${kept.resume.trees.length} trees of an earlier run`)
  }
  const progress = showProgress('growing trees', terminal, 'trees')
  try {
    const steps = fitModel({
      data,
      settings,
      negativesPerFraud,
      ...(kept.resume === undefined ? {} : { resume: kept.resume }),
    })
    for (;;) {
      const step = steps.next()
      if (step.done === true) return { rows, model: step.value }
      const { trees, of } = step.value
      kept.keep(trees, () => step.value.checkpoint())
      progress.update(trees / of, trees)
      // Ctrl-C is heard between two trees.
      await nextTurn()
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new CliError('invalid', `there is too little to learn from: ${error.message}`)
  } finally {
    progress.stop()
  }
}
