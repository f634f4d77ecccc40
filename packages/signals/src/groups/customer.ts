import type { SignalDefinition } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

/** What the gate itself remembers of the customer. */
export const customerSignals: readonly SignalDefinition[] = [
  {
    name: 'customer.inherited_trust',
    type: 'double',
    doc: 'Trust score of the last decision about this customer, 0 to 100, unless restored.',
    privacy: 'pseudonymous',
    reads: [],
    compute({ profile }) {
      if (profile.restored) return unknown('restored')
      return profile.inheritedTrust ?? unknown('no_history')
    },
  },
  {
    name: 'customer.is_restored',
    type: 'bool',
    doc: 'A person restored the ranking that the customer had inherited.',
    privacy: 'pseudonymous',
    reads: [],
    compute: ({ profile }) => profile.restored,
  },
  {
    name: 'customer.standing',
    type: 'string',
    doc: 'What decisions or people made of the account: `open`, `blocked` or `closed`.',
    privacy: 'pseudonymous',
    reads: [],
    compute: ({ event, profile }) =>
      event.account?.user_id === undefined ? NOT_SENT : (profile.standing ?? 'open'),
  },
  {
    name: 'customer.shop_trust',
    type: 'double',
    doc: "The shop's own inherited ranking of the customer as sent, 0 (worst) to 100.",
    privacy: 'pseudonymous',
    reads: [],
    compute: ({ event }) => event.account?.trust_score ?? unknown('not_sent'),
  },
]
