import type { LetThroughStatistics } from '@gatehouse/contract'
import { wilsonInterval } from '@gatehouse/gate'
import { cents } from './cents.ts'
import type { CountedDecision } from './past-decision.ts'
import type { LetThroughShares } from './task.ts'

interface Group {
  decisions: number
  fraud: number
  good: number
  unlabelled: number
  immature: number
  readonly labelled: Weights
  readonly harmless: Weights
  goodAmount: number
}

interface Weights {
  sum: number
  squares: number
}

const STOPPED = ['review', 'decline'] as const

/**
 * What the orders turned out to be that were let through at random: each stands for as many as its
 * share says, so what the score stops wrongly is known although it was stopped.
 */
export function createLetThroughTally(shares: LetThroughShares, margin: number) {
  const groups = Object.fromEntries(STOPPED.map((outcome) => [outcome, noGroup()])) as Record<
    (typeof STOPPED)[number],
    Group
  >
  return {
    add({ decision, record, truth, amount, isImmature }: CountedDecision): void {
      const { let_through: stopped } = decision
      // One that was scored again is counted by its first decision.
      if (stopped === undefined || decision.rescored_from !== null) return
      const group = groups[stopped]
      group.decisions++
      if (isImmature) group.immature++
      else if (truth === null) group.unlabelled++
      if (truth === null) return
      group[truth]++
      const weight = weightAt(shares, record.receivedAtMs)
      addWeight(group.labelled, weight)
      if (truth === 'fraud') return
      addWeight(group.harmless, weight)
      group.goodAmount += weight * amount
    },
    result: (): LetThroughStatistics[] =>
      STOPPED.filter((outcome) => groups[outcome].decisions > 0).map((outcome) =>
        resultOf(outcome, groups[outcome], margin),
      ),
  }
}

function resultOf(
  outcome: (typeof STOPPED)[number],
  { labelled, harmless, goodAmount, decisions, fraud, good, unlabelled, immature }: Group,
  margin: number,
): LetThroughStatistics {
  const counts = { outcome, decisions, fraud, good, unlabelled, immature }
  const money = {
    stopped_good: Math.round(harmless.sum),
    revenue_lost: cents(goodAmount),
    margin_lost: cents(goodAmount * margin),
  }
  if (labelled.sum === 0) return { ...counts, rate: null, interval: null, ...money }
  const rate = harmless.sum / labelled.sum
  const effective = labelled.sum ** 2 / labelled.squares
  return { ...counts, rate, interval: wilsonInterval(rate, effective), ...money }
}

/** Orders that one of them stands for. */
function weightAt(shares: LetThroughShares, atMs: number): number {
  const inForce = shares.findLast(({ fromMs, percent }) => fromMs <= atMs && percent > 0)
  // Clocks of two nodes differ: where none was let through yet, the first share is meant.
  const { percent = 100 } = inForce ?? shares.find((share) => share.percent > 0) ?? {}
  return 100 / percent
}

function addWeight(weights: Weights, weight: number): void {
  weights.sum += weight
  weights.squares += weight * weight
}

function noGroup(): Group {
  return {
    decisions: 0,
    fraud: 0,
    good: 0,
    unlabelled: 0,
    immature: 0,
    labelled: { sum: 0, squares: 0 },
    harmless: { sum: 0, squares: 0 },
    goodAmount: 0,
  }
}
