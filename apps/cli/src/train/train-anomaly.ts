import type { Checkpoint } from '@gatehouse/contract'
import { fitAnomalyModel, type AnomalyModel, type IsolationSettings } from '@gatehouse/scoring'
import { readAnomalyRows, withTraining, type AnomalyRows, type Config } from '@gatehouse/server'
import { CliError } from '../cli-error.ts'
import type { Terminal } from '../command.ts'
import { showProgress } from '../progress.ts'

export interface AnomalyRequest {
  readonly shopId: string
  readonly checkpoint: Checkpoint
  readonly fromMs: number
  readonly toMs: number
  /** Orders that are learned from at most. */
  readonly rowsMax: number
  readonly settings: Partial<IsolationSettings> & { readonly seed: number }
}

export interface AnomalyResult {
  readonly read: AnomalyRows
  readonly model: Omit<AnomalyModel, 'about'>
}

/**
 * Reads what was decided, without a label, and learns what is usual, in this process.
 * @throws CliError `invalid` when there is too little to learn from
 */
export async function trainAnomaly(
  { shopId, checkpoint, fromMs, toMs, rowsMax, settings }: AnomalyRequest,
  config: Config,
  terminal: Terminal,
): Promise<AnomalyResult> {
  const { seed } = settings
  const read = await withTraining(config, async (source) => {
    const { history } = source
    const declarations = await source.declarationsOf(shopId)
    const progress = showProgress('reading decisions', terminal, 'decisions')
    try {
      const scope = { shopId, checkpoint, fromMs, toMs, declarations, rowsMax, seed }
      return await readAnomalyRows(history, scope, (share, rows) => progress.update(share, rows))
    } finally {
      progress.stop()
    }
  })
  try {
    return { read, model: fitAnomalyModel(read.columns, read.rows, settings) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new CliError('invalid', `there is too little to learn from: ${error.message}`)
  }
}
