import type { ArmStatistics, Outcome } from '@gatehouse/contract'
import { worthOf, type Costs } from '@gatehouse/gate'
import { cents } from './cents.ts'
import { ratio, type CountedDecision } from './past-decision.ts'

/** Counts what was decided for one part of the traffic. */
export interface ArmTally {
  readonly decisions: number
  add(past: CountedDecision, outcome: Outcome): void
  result(): ArmStatistics
}

export function createArmTally(costs: Costs): ArmTally {
  const labelled = { fraud: 0, good: 0 }
  const stoppedOf = { fraud: 0, good: 0 }
  const worth = { fraud: 0, good: 0 }
  let decisions = 0
  let stopped = 0
  let amount = 0
  return {
    get decisions() {
      return decisions
    },
    add({ truth, ...past }, outcome) {
      decisions++
      amount += past.amount
      if (outcome !== 'approve') stopped++
      if (truth === null) return
      labelled[truth]++
      if (outcome !== 'approve') stoppedOf[truth]++
      worth[truth] += worthOf(costs, outcome, truth, past.amount)
    },
    result: () => ({
      decisions,
      amount: cents(amount),
      stopped,
      ...labelled,
      precision: ratio(stoppedOf.fraud, stoppedOf.fraud + stoppedOf.good),
      recall: ratio(stoppedOf.fraud, labelled.fraud),
      saved: cents(worth.fraud),
      lost: cents(0 - worth.good),
    }),
  }
}
