import type { Action, Decision, Outcome } from '@gatehouse/contract'
import { stricter } from './outcome.ts'

/** What was decided and asked for before evidence changed. */
export interface Previous {
  /** What enforcing answered, or would have. */
  readonly outcome: Outcome
  /** Asked for since the outcome is this one. */
  readonly actions: readonly Action[]
  /** The payment was to be captured, and that was not taken back since. */
  readonly isCaptured: boolean
  /** Chance let it through. */
  readonly isLetThrough?: boolean
}

const TAKES_BACK: readonly Action['kind'][] = ['void', 'cancel', 'refund']

/**
 * What the decisions about an order have asked for so far: a re-score that repeats the one before
 * asks for nothing, so that one alone does not tell.
 *
 * @param chain newest first, at least one
 */
export function previousOf(
  chain: readonly Pick<Decision, 'mode' | 'would_be_outcome' | 'actions' | 'let_through'>[],
): Previous {
  const outcome = chain[0]!.would_be_outcome
  const other = chain.findIndex((decision) => decision.would_be_outcome !== outcome)
  const same = other === -1 ? chain : chain.slice(0, other)
  const ofMoney = chain
    .flatMap(({ actions }) => actions)
    .find(({ kind }) => kind === 'capture' || TAKES_BACK.includes(kind))
  return {
    outcome,
    actions: same.flatMap(({ actions }) => actions),
    ...(chain[0]!.let_through === undefined ? {} : { isLetThrough: true }),
    // While we only observed, the shop took its money as it always had.
    isCaptured:
      ofMoney === undefined ? chain.at(-1)!.mode === 'observe' : ofMoney.kind === 'capture',
  }
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
  const due = previous.isCaptured ? asked.filter(({ kind }) => kind !== 'capture') : asked
  if (outcome === previous.outcome) {
    return due.filter((action) => !previous.actions.some((done) => isSame(done, action)))
  }
  const isStricter = stricter(outcome, previous.outcome) === outcome
  const kind = !isStricter ? 'release' : outcome === 'decline' ? 'stop_shipment' : 'hold'
  const own: Action = { kind, reason: RESCORE }
  return due.some((action) => isSame(own, action)) ? due : [own, ...due]
}

function isSame(a: Action, b: Action): boolean {
  return a.kind === b.kind && a.target === b.target
}
