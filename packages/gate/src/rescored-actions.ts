import type { Action, Outcome } from '@gatehouse/contract'
import { stricter } from './outcome.ts'

/** What was decided and asked for before evidence changed. */
export interface Previous {
  /** What enforcing answered, or would have. */
  readonly outcome: Outcome
  readonly actions: readonly Action[]
}

/** Named as the reason of what a re-score asks for by itself. */
const RESCORE = 'rescore'

/**
 * The actions of a re-score. Stricter than before: the goods, which have not left, are stopped or
 * held. Milder: what was held may go. The same outcome asks for nothing twice: a second `capture`
 * would take the money again.
 */
export function rescoredActions(
  asked: Action[],
  outcome: Outcome,
  previous: Previous | undefined,
): Action[] {
  if (previous === undefined) return asked
  if (outcome === previous.outcome) {
    return asked.filter((action) => !previous.actions.some((done) => isSame(done, action)))
  }
  const isStricter = stricter(outcome, previous.outcome) === outcome
  const kind = !isStricter ? 'release' : outcome === 'decline' ? 'stop_shipment' : 'hold'
  const own: Action = { kind, reason: RESCORE }
  return asked.some((action) => isSame(own, action)) ? asked : [own, ...asked]
}

function isSame(a: Action, b: Action): boolean {
  return a.kind === b.kind && a.target === b.target
}
