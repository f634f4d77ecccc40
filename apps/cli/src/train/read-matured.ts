import type { Checkpoint, SignalDeclaration } from '@gatehouse/contract'
import { readTrainingRows, withTraining, type Config, type TrainingRows } from '@gatehouse/server'
import type { Terminal } from '../command.ts'
import { showProgress } from '../progress.ts'

const DAY_MS = 86_400_000

export interface MaturedScope {
  readonly shopId: string
  readonly checkpoint: Checkpoint
  readonly fromMs: number
  readonly toMs: number
  /** `undefined`: as the shop's setting `label_maturity_days` says. */
  readonly maturityDays: number | undefined
  readonly nowMs: number
}

export interface MaturedRows {
  readonly rows: TrainingRows
  readonly maturityDays: number
  readonly declarations: readonly SignalDeclaration[]
}

/**
 * Reads what was decided and what became of it, as far as labels have had the time to come.
 *
 * @param check of the signals of the shop, before the long way begins
 */
export function readMatured(
  { shopId, checkpoint, fromMs, toMs, maturityDays: asked, nowMs }: MaturedScope,
  config: Config,
  terminal: Terminal,
  check: (declarations: readonly SignalDeclaration[]) => void = () => {},
): Promise<MaturedRows> {
  return withTraining(config, async (source) => {
    const declarations = await source.declarationsOf(shopId)
    check(declarations)
    const maturityDays = asked ?? (await source.maturityDaysOf(shopId))
    const untilMs = Math.min(nowMs - maturityDays * DAY_MS, toMs)
    const scope = { shopId, checkpoint, fromMs, toMs: untilMs, declarations }
    const progress = showProgress('reading decisions', terminal, 'decisions')
    try {
      const rows = await readTrainingRows(source.history, scope, (share, read) =>
        progress.update(share, read),
      )
      return { rows, maturityDays, declarations }
    } finally {
      progress.stop()
    }
  })
}
