import {
  isFraudAt,
  type LabelName,
  type Outcome,
  type RulesetStatistics,
} from '@gatehouse/contract'
import { cents } from './cents.ts'
import type { CountedDecision } from './past-decision.ts'

type ByLabel = RulesetStatistics['by_label'][number]

/** Tells apart what decisions turned out to be: a stolen card, friendly fraud, a complaint ... */
export function createLabelTally() {
  const labels = new Map<LabelName, ByLabel>()
  return {
    add({ label, decision, amount }: CountedDecision, outcome: Outcome): void {
      if (label === null) return
      let counts = labels.get(label)
      if (counts === undefined) {
        const isFraud = isFraudAt(decision.checkpoint, [label])
        counts = { label, decisions: 0, amount: 0, stopped: 0, is_fraud: isFraud }
        labels.set(label, counts)
      }
      counts.decisions++
      counts.amount += amount
      if (outcome !== 'approve') counts.stopped++
    },
    result: (): ByLabel[] =>
      [...labels.values()]
        .map((counts) => ({ ...counts, amount: cents(counts.amount) }))
        .sort((a, b) => b.decisions - a.decisions || (a.label < b.label ? -1 : 1)),
  }
}
