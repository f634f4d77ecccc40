import {
  packChallenger,
  packShadow,
  rulingOf,
  type DecideInput,
  type Ruling,
} from '@gatehouse/gate'
import type { Slot } from './slots.ts'

/**
 * What the rulesets in shadow, and a challenging model, make of an event that was decided: the same
 * functions over the same signals. The record holds it beside the decision, so both are there or
 * neither is.
 *
 * @param onFailed a shadow must not keep an order from its answer; a failure is a fault of ours
 * @returns `null` when nothing is in shadow
 */
export function decideInShadow(
  { shadows, challenger }: Pick<Slot, 'shadows' | 'challenger'>,
  input: DecideInput,
  live: Ruling,
  onFailed: (error: unknown) => void = () => {},
): Uint8Array | null {
  if (shadows.length === 0 && challenger === null) return null
  try {
    const packed = shadows.map(({ run, snapshot }) =>
      packShadow(run, live, rulingOf({ ...input, snapshot, isUnexplained: true })),
    )
    if (challenger !== null) {
      const { version } = challenger
      const probability = challenger.probability(input.signals)
      packed.push(packChallenger({ version, probability }, live.model))
    }
    return packed.length === 1 ? packed[0]! : Buffer.concat(packed)
  } catch (error) {
    onFailed(error)
    return null
  }
}
