import { OUTCOMES, type Decision, type Outcome, type Ruleset } from '@gatehouse/contract'

/** Answers which rules decided an order, and each one's part of the credit; the parts add up to 1. */
export type ShareCredit = (
  decision: Pick<Decision, 'would_be_outcome' | 'rules'>,
) => readonly { readonly id: string; readonly part: number }[]

const NOBODY: ReturnType<ShareCredit> = Object.freeze([])

/**
 * An order that was stopped is credited to the rules and policies that asked for its outcome, in
 * equal parts. Where none did, the score crossed a threshold: then to the rules that took points
 * off, in proportion.
 */
export function creditSharer(ruleset: Ruleset): ShareCredit {
  const asks = new Map<string, number>()
  for (const { id, outcome } of [...ruleset.rules, ...(ruleset.policy ?? [])]) {
    if (outcome === undefined || outcome === 'allow_list') continue
    asks.set(id, severity(outcome === 'deny_list' ? 'decline' : outcome))
  }
  return (decision) => {
    const reached = severity(decision.would_be_outcome)
    if (reached === 0) return NOBODY
    const hits = decision.rules.filter(({ result, points }) => result === 'hit' || points > 0)
    const deciders = hits.filter(({ id }) => asks.get(id) === reached)
    if (deciders.length > 0) return deciders.map(({ id }) => ({ id, part: 1 / deciders.length }))
    const total = hits.reduce((sum, { points }) => sum + Math.max(0, points), 0)
    return hits
      .filter(({ points }) => points > 0)
      .map(({ id, points }) => ({ id, part: points / total }))
  }
}

function severity(outcome: Outcome): number {
  return OUTCOMES.indexOf(outcome)
}
