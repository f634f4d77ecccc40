import {
  fromWireSignal,
  NOT_SENT_REASON,
  unknownBecause,
  type Decision,
  type SignalDeclaration,
  type SignalValue,
} from '@gatehouse/contract'

const NOT_SENT = unknownBecause(NOT_SENT_REASON)

/**
 * Reads the signals of stored decisions, in the order of the declarations; those outside of `reads`
 * stay empty. A signal that a decision does not name was not sent.
 */
export function signalReader(
  declarations: readonly SignalDeclaration[],
  reads: Iterable<number> = declarations.keys(),
): (decision: Pick<Decision, 'signals'>) => SignalValue[] {
  const places = [...reads]
  return ({ signals }) => {
    const vector = new Array<SignalValue>(declarations.length)
    for (const index of places) {
      const { name } = declarations[index]!
      vector[index] = Object.hasOwn(signals, name) ? fromWireSignal(signals[name]!) : NOT_SENT
    }
    return vector
  }
}
