import { sent } from '../answer.ts'
import type { SignalDefinition } from '../signal.ts'

/** What happened and who did it. */
export const eventSignals: readonly SignalDefinition[] = [
  {
    name: 'event.type',
    type: 'string',
    doc: '`purchase`, `payment_attempt`, `account_login` ...',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => event.event.type,
  },
  {
    name: 'event.party',
    type: 'string',
    doc: 'Who acts: the `customer`, or an `agent` in their name.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.event.party),
  },
]
