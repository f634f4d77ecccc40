import {
  isFraudAt,
  type Checkpoint,
  type Decision,
  type SignalDeclaration,
} from '@gatehouse/contract'
import { SignalColumns, type DataSet } from '@gatehouse/scoring'
import { ROLLOUT_UNIT } from '@gatehouse/gate'
import { ORDER_ANOMALY } from '@gatehouse/signals'
import type { History } from '@gatehouse/store'
import { signalReader } from '../stored-signals.ts'

/**
 * What decides by chance says nothing about an order; what an anomaly model says of it changes with
 * the model.
 */
const LEFT_OUT = new Set([ROLLOUT_UNIT.name, ORDER_ANOMALY.name])

export interface TrainingScope {
  readonly shopId: string
  readonly checkpoint: Checkpoint
  /** Received at or after, milliseconds since the epoch. */
  readonly fromMs: number
  /** Received before: later ones are too young for their labels to be known. */
  readonly toMs: number
  readonly declarations: readonly SignalDeclaration[]
}

export interface TrainingRows {
  /** Oldest first. */
  readonly data: DataSet
  /** Of the oldest and the newest row; `null`: there is none. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null
  /** Declined, and nobody said what they were: they never had the chance to turn out good. */
  readonly untold: number
}

/**
 * Orders of the past as they were decided, with what became of them: labelled as fraud or not; what
 * went on and was never complained of counts as good.
 *
 * @param onProgress share of the time that was read, 0 to 1, and rows so far
 */
export async function readTrainingRows(
  history: Pick<History, 'decisions' | 'labels'>,
  { shopId, checkpoint, fromMs, toMs, declarations }: TrainingScope,
  onProgress: (share: number, rows: number) => void = () => {},
): Promise<TrainingRows> {
  const read = declarations.filter(({ name }) => !LEFT_OUT.has(name))
  const building = new SignalColumns(read)
  const reader = signalReader(read, building.places)
  const labels: number[] = []
  const times: number[] = []
  let untold = 0
  const filter = { shopId, checkpoints: [checkpoint], fromMs, toMs }
  for await (const records of history.decisions(filter)) {
    const known = await history.labels.ofEach(shopId, records)
    for (const [index, record] of records.entries()) {
      const decision = JSON.parse(Buffer.from(record.decisionJson).toString()) as Decision
      const isFraud = isFraudAt(
        checkpoint,
        known[index]!.map(({ label }) => label),
      )
      if (isFraud === null && decision.outcome === 'decline') {
        untold++
        continue
      }
      building.add(reader(decision))
      labels.push(isFraud === true ? 1 : 0)
      times.push(record.receivedAtMs)
    }
    const reachedMs = records.at(-1)!.receivedAtMs
    onProgress((reachedMs - fromMs) / (toMs - fromMs), building.rows)
  }
  const span = times.length === 0 ? null : { fromMs: times[0]!, toMs: times.at(-1)! }
  const data = { columns: building.columns(), rows: building.rows }
  return { data: { ...data, labels: Uint8Array.from(labels) }, span, untold }
}
