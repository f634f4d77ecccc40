import { NOT_SENT_REASON, unknownBecause, type SignalValue } from '@gatehouse/contract'
import type { EventEntities } from './entities.ts'
import type { ShopRuntime } from './runtime.ts'

const NOT_SENT = unknownBecause(NOT_SENT_REASON)

/**
 * Who the event belongs to, as a number: see `ROLLOUT_UNIT`. Unknown where the shop rolls nothing
 * out: its decisions stay as they were.
 */
export function rolloutUnit(
  { isRollingOut }: Pick<ShopRuntime, 'isRollingOut'>,
  { keys }: Pick<EventEntities, 'keys'>,
): SignalValue {
  if (!isRollingOut) return NOT_SENT
  return (keys.account ?? keys.email)?.hi ?? NOT_SENT
}
