import type { ElsewhereFacts, SignalValue } from '@gatehouse/contract'
import { wholeDays } from '../age.ts'
import type { SignalDefinition, SignalInput } from '../signal.ts'
import { unknown } from '../unknown-reason.ts'

const BY = 'by email, phone, card, device or shipping address, whichever most is known by'

/** What the same person did at other shops of the circle, never at which. */
export const elsewhereSignals: readonly SignalDefinition[] = [
  {
    ...ofElsewhere(({ shops }) => shops),
    name: 'elsewhere.shops',
    type: 'int',
    doc: 'Other shops of the sharing circles in this installation that the person has ordered from.',
  },
  {
    ...ofElsewhere(({ orders }) => orders),
    name: 'elsewhere.orders',
    type: 'int',
    doc: `Orders of the person there, ${BY}.`,
  },
  {
    ...ofElsewhere(({ approved, fraud }) => Math.max(0, approved - fraud)),
    name: 'elsewhere.good_orders',
    type: 'int',
    doc: `Orders of the person there that were approved, less those that are known as fraud by now, ${BY}.`,
  },
  {
    ...ofElsewhere(({ fraud }) => fraud),
    name: 'elsewhere.fraud',
    type: 'int',
    doc: `Orders of the person there that are known as fraud by now, by a label or a chargeback, ${BY}.`,
  },
  {
    ...ofElsewhere(({ firstOrderMs }, input) => daysSince(firstOrderMs, input)),
    name: 'elsewhere.first_order_days',
    type: 'int',
    doc: 'Whole days since the first order of the person there.',
  },
  {
    ...ofElsewhere(({ lastOrderMs }, input) => daysSince(lastOrderMs, input)),
    name: 'elsewhere.last_order_days',
    type: 'int',
    doc: 'Whole days since the last order of the person there.',
  },
]

function daysSince(atMs: number | null, { derived: { eventMs } }: SignalInput): SignalValue {
  // Orders are counted as they arrive, and an event may be older than that.
  return atMs === null ? unknown('not_applicable') : wholeDays(Math.min(atMs, eventMs), eventMs)
}

function ofElsewhere(
  pick: (elsewhere: ElsewhereFacts, input: SignalInput) => SignalValue,
): Pick<SignalDefinition, 'privacy' | 'reads' | 'compute'> {
  return {
    privacy: 'pseudonymous',
    reads: [],
    compute: (input) => {
      const { elsewhere } = input
      return elsewhere.known ? pick(elsewhere, input) : unknown(elsewhere.reason)
    },
  }
}
