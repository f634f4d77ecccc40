import { setImmediate as nextTurn } from 'node:timers/promises'
import { fitModel, type FittedModel, type Leak, type TrainingSettings } from '@gatehouse/scoring'
import { leaksOf, type Config, type TrainingRows } from '@gatehouse/server'
import { CliError } from '../cli-error.ts'
import type { Terminal } from '../command.ts'
import { showProgress } from '../progress.ts'
import { refuseForeign, withMonotone, type Monotone } from './monotone.ts'
import { readMatured, type MaturedScope } from './read-matured.ts'
import { openTraining } from './train-checkpoint.ts'

export interface TrainRequest extends MaturedScope {
  readonly negativesPerFraud: number
  readonly settings: Partial<TrainingSettings>
  readonly monotone: Monotone
  /** Where an interrupted training is kept. */
  readonly keptAt: string | undefined
}

export interface TrainResult {
  readonly rows: TrainingRows
  readonly model: FittedModel
  readonly maturityDays: number
  /** Signals that are likely to know the label, found on the orders that were not learned from. */
  readonly leaks: readonly Leak[]
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
  const { negativesPerFraud, settings, monotone } = request
  const { rows, maturityDays } = await readMatured(request, config, terminal, (declarations) =>
    refuseForeign(monotone, declarations),
  )
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
      if (step.done === true) {
        return { rows, model: step.value, maturityDays, leaks: leaksOf(rows, step.value) }
      }
      const { trees, of } = step.value
      kept.keep(trees, () => step.value.checkpoint())
      progress.update(trees / of, trees)
      // Ctrl-C is heard between two trees.
      await nextTurn()
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new CliError(
      'invalid',
      `there is too little to learn from: ${error.message}; \`gatehouse train --anomaly\` needs no labels`,
    )
  } finally {
    progress.stop()
  }
}
