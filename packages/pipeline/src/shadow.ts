import { packShadow, rulingOf, type DecideInput, type Ruling } from '@gatehouse/gate'
import type { Shadow } from './slots.ts'

/**
 * What the rulesets in shadow make of an event that was decided: the same function over the same
 * signals. The record holds it beside the decision, so both are there or neither is.
 *
 * @param onFailed a shadow must not keep an order from its answer; a failure is a fault of ours
 * @returns `null` when nothing is in shadow
 */
export function decideInShadow(
  shadows: readonly Shadow[],
  input: DecideInput,
  live: Ruling,
  onFailed: (error: unknown) => void = () => {},
): Uint8Array | null {
  if (shadows.length === 0) return null
  try {
    const packed = shadows.map(({ run, snapshot }) =>
      packShadow(run, live, rulingOf({ ...input, snapshot })),
    )
    return packed.length === 1 ? packed[0]! : Buffer.concat(packed)
  } catch (error) {
    onFailed(error)
    return null
  }
}
