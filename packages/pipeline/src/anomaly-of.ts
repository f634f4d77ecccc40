import {
  NOT_SENT_REASON,
  unknownBecause,
  type Checkpoint,
  type SignalValue,
  type SignalVector,
} from '@gatehouse/contract'
import type { ShopRuntime } from './runtime.ts'

const NOT_SENT = unknownBecause(NOT_SENT_REASON)

/** The signal `anomaly.percentile`, from all others of the vector. */
export function anomalyOf(
  { anomalies }: Pick<ShopRuntime, 'anomalies'>,
  checkpoint: Checkpoint,
  signals: SignalVector,
): SignalValue {
  return anomalies[checkpoint]?.percentile(signals) ?? NOT_SENT
}
