import { fromMinor, isFloorAmount } from '@gatehouse/contract'
import type { SignalDefinition } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

/** What is to be paid now. Card testers stay at the lowest amounts that a shop takes. */
export const amountDueSignals: readonly SignalDefinition[] = [
  {
    name: 'due.amount',
    type: 'double',
    doc: "What is to be paid, in major units of the shop's currency; of an order its total.",
    privacy: 'none',
    reads: [],
    compute({ derived: { due }, shop }) {
      if (due === null) return NOT_SENT
      if (!due.ok) return unknown(due.problem)
      return fromMinor(due.amountMinor, shop.currency) ?? unknown('unknown_currency')
    },
  },
  {
    name: 'due.is_lowest',
    type: 'bool',
    doc: 'What is to be paid is among the lowest amounts: below 2.56 in a currency with cents.',
    privacy: 'none',
    reads: [],
    compute({ derived: { due } }) {
      if (due === null) return NOT_SENT
      return due.ok ? isFloorAmount(due.amountMinor) : unknown(due.problem)
    },
  },
]
