import { REASONS, type Action, type DecisionReason, type Outcome } from '@gatehouse/contract'

/** Whom an order that waits for a person is a matter of. */
const TARGET = 'review'

/**
 * What is asked for when the reserved money of an order is about to be lost: somebody is told, as
 * long as the order still waits for a person.
 */
export function authorizationNotice(isEnding: boolean, outcome: Outcome): readonly Action[] {
  return isEnding && outcome === 'review'
    ? [{ kind: 'notify', target: TARGET, reason: 'authorization_ends' }]
    : []
}

export function authorizationReason(
  isEnding: boolean,
  outcome: Outcome,
): readonly DecisionReason[] {
  const code = 'AUTHORIZATION_ENDS'
  return isEnding && outcome === 'review' ? [{ code, text: REASONS[code].en, points: 0 }] : []
}
