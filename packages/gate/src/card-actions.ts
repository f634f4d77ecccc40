import type { ActionKind, SignalVector } from '@gatehouse/contract'

/** The signal that says whether there is a card behind a payment. */
export const HAS_CARD = 'payment.has_card'

/** What can only be done with a card. */
const CARD_ACTIONS: ReadonlySet<ActionKind> = new Set(['capture', 'void', 'request_3ds'])

/** Whether an action can only be done with a card. */
export function needsCard(kind: ActionKind): boolean {
  return CARD_ACTIONS.has(kind)
}

/**
 * Whether an action can be carried out at all: cash on delivery is not captured, and nobody can ask
 * the bank of a card that is not there. Where nobody says how it is paid, there may be a card.
 *
 * @param hasCardIndex place of `HAS_CARD` in the vector, -1 where it has none
 */
export function canBeDone(kind: ActionKind, signals: SignalVector, hasCardIndex: number): boolean {
  return signals[hasCardIndex] !== false || !needsCard(kind)
}
