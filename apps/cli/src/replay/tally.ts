import { type Decision, type Outcome, type WireSignal } from '@gatehouse/contract'
import { OUTCOMES, WITHHELD_REASON } from '@gatehouse/contract'
import { worthOf, type Costs, type ShareCredit } from '@gatehouse/gate'
import type { RowLabel } from '../mapping/compile-mapping.ts'
import { createScores, type Scores } from './scores.ts'

/** Orders of one outcome by what they turned out to be. */
export interface OutcomeCounts {
  fraud: number
  good: number
  unlabelled: number
  fraudAmount: number
  goodAmount: number
}

/** What one rule did over the whole history. */
export interface RuleTally {
  readonly id: string
  hits: number
  fraudHits: number
  goodHits: number
  /** Rows on which it could not be told. */
  unknown: number
  errors: number
  /** Its part of what stopping orders earned and cost: see `creditSharer`. */
  earned: number
}

/** On how many rows a signal had no value, by reason. */
export interface UnknownCounts {
  readonly signal: string
  readonly reasons: Map<string, number>
}

export interface Tally {
  readonly scores: Scores
  readonly outcomes: Readonly<Record<Outcome, OutcomeCounts>>
  readonly rules: ReadonlyMap<string, RuleTally>
  readonly unknowns: readonly UnknownCounts[]
  readonly add: (row: number, label: RowLabel, amount: number, decision: Decision) => void
}

/** @param signals names of all signals that a decision may carry */
export function createTally(
  costs: Costs,
  shareCredit: ShareCredit,
  signals: readonly string[],
): Tally {
  const scores = createScores()
  const outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, noCounts()])) as Record<
    Outcome,
    OutcomeCounts
  >
  const rules = new Map<string, RuleTally>()
  const unknowns = signals.map((signal): UnknownCounts => ({ signal, reasons: new Map() }))

  function ruleTally(id: string): RuleTally {
    let tally = rules.get(id)
    if (tally === undefined) rules.set(id, (tally = noHits(id)))
    return tally
  }

  return {
    scores,
    outcomes,
    rules,
    unknowns,
    add(row, label, amount, decision) {
      const outcome = decision.would_be_outcome
      scores.add(row, label, decision.risk_score, amount)
      countOutcome(outcomes[outcome], label, amount)
      const worth = worthOf(costs, outcome, label, amount)
      for (const { id, result } of decision.rules) {
        const tally = ruleTally(id)
        if (result === 'unknown') tally.unknown++
        if (result === 'error') tally.errors++
        if (result !== 'hit') continue
        tally.hits++
        if (label === 'fraud') tally.fraudHits++
        if (label === 'good') tally.goodHits++
      }
      countUnknowns(unknowns, decision.signals)
      if (worth === 0) return
      for (const { id, part } of shareCredit(decision)) ruleTally(id).earned += worth * part
    },
  }
}

function countOutcome(counts: OutcomeCounts, label: RowLabel, amount: number): void {
  if (label === null) counts.unlabelled++
  else counts[label]++
  if (label === 'fraud') counts.fraudAmount += amount
  if (label === 'good') counts.goodAmount += amount
}

/** A decision leaves out the signals that were not sent: see `Decision.signals`. */
const NOT_SENT = 'not_sent'

function countUnknowns(
  unknowns: readonly UnknownCounts[],
  signals: Readonly<Record<string, WireSignal>>,
): void {
  for (const { signal, reasons } of unknowns) {
    const value = signals[signal]
    if (value !== undefined && (typeof value !== 'object' || !('unknown' in value))) continue
    const reason = value === undefined ? NOT_SENT : value.unknown
    if (reason === WITHHELD_REASON) continue
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
}

function noCounts(): OutcomeCounts {
  return { fraud: 0, good: 0, unlabelled: 0, fraudAmount: 0, goodAmount: 0 }
}

function noHits(id: string): RuleTally {
  return { id, hits: 0, fraudHits: 0, goodHits: 0, unknown: 0, errors: 0, earned: 0 }
}
