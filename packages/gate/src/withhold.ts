import {
  isUnknown,
  unknownBecause,
  WITHHELD_REASON,
  type SignalDeclaration,
  type SignalVector,
} from '@gatehouse/contract'

const WITHHELD = unknownBecause(WITHHELD_REASON)

/** Positions of personal signals, by catalogue: most catalogues have none. */
const positions = new WeakMap<readonly SignalDeclaration[], readonly number[]>()

function personalIn(declarations: readonly SignalDeclaration[]): readonly number[] {
  let found = positions.get(declarations)
  if (found === undefined) {
    found = declarations.flatMap(({ privacy }, index) => (privacy === 'personal' ? [index] : []))
    positions.set(declarations, found)
  }
  return found
}

/**
 * The signals as a decision shows them. Rules see a value of the class `personal`; a decision is
 * stored and answered in the clear, so it says only that there was one.
 */
export function withoutPersonal(
  declarations: readonly SignalDeclaration[],
  signals: SignalVector,
): SignalVector {
  const personal = personalIn(declarations)
  if (personal.length === 0) return signals
  const shown = [...signals]
  for (const index of personal) {
    if (!isUnknown(shown[index])) shown[index] = WITHHELD
  }
  return shown
}
