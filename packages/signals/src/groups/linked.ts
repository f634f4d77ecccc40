import type { LinkedFacts, SignalValue } from '@gatehouse/contract'
import type { SignalDefinition } from '../signal.ts'
import { unknown } from '../unknown-reason.ts'

/** What other orders of the same person or means turned out to be. */
export const linkedSignals: readonly SignalDefinition[] = [
  {
    ...ofLinked(({ fraudReports }) => fraudReports),
    name: 'linked.fraud_reports',
    type: 'int',
    doc: 'Other orders with the same account, card, email, device or phone that were reported as fraud.',
  },
  {
    ...ofLinked(({ isReported }) => isReported),
    name: 'linked.is_reported',
    type: 'bool',
    doc: 'This very order was reported as fraud, by a label or a dispute.',
  },
]

function ofLinked(
  pick: (linked: LinkedFacts) => SignalValue,
): Pick<SignalDefinition, 'privacy' | 'reads' | 'compute'> {
  return {
    privacy: 'pseudonymous',
    reads: [],
    compute: ({ linked }) => (linked.known ? pick(linked) : unknown(linked.reason)),
  }
}
