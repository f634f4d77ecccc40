import type { SharedListFacts, SignalValue } from '@gatehouse/contract'
import { wholeDays } from '../age.ts'
import type { SignalDefinition, SignalInput } from '../signal.ts'
import { unknown } from '../unknown-reason.ts'

/** What other shops of the sharing circles say about who is in the event. */
export const sharedListSignals: readonly SignalDefinition[] = [
  {
    ...ofShared(({ shops }) => shops),
    name: 'shared_list.shops',
    type: 'int',
    doc: 'Independent other shops of the sharing circles that report somebody in this order (email, phone, card, device, shipping address, IP address) as a fraudster.',
  },
  {
    ...ofShared(({ kinds }) => [...kinds]),
    name: 'shared_list.kinds',
    type: 'string_list',
    doc: 'What they know the person by: of `email`, `phone`, `card`, `device`, `address`, `ip`.',
  },
  {
    ...ofShared(({ worst }) => worst?.severity ?? 0),
    name: 'shared_list.severity',
    type: 'int',
    doc: 'How bad the worst of what they say is: 3 money or accounts of others were stolen, 2 the shop was deceived, 1 terms were stretched, 0 nobody says anything.',
  },
  {
    ...ofShared(({ worst }) => worst?.reason ?? 'none'),
    name: 'shared_list.reason',
    type: 'string',
    doc: 'The worst of what they say: a label, `listed` for an item of a deny list, `none` where nobody says anything.',
  },
  {
    ...ofShared(({ firstSeenMs }, input) => daysSince(firstSeenMs, input)),
    name: 'shared_list.first_said_days',
    type: 'int',
    doc: 'Whole days since one of them said so first.',
  },
  {
    ...ofShared(({ lastSeenMs }, input) => daysSince(lastSeenMs, input)),
    name: 'shared_list.last_said_days',
    type: 'int',
    doc: 'Whole days since one of them said so last.',
  },
]

function daysSince(atMs: number | null, { derived: { eventMs } }: SignalInput): SignalValue {
  // An order that is reported after it was placed may be scored again: no time has passed.
  return atMs === null ? unknown('not_applicable') : wholeDays(Math.min(atMs, eventMs), eventMs)
}

function ofShared(
  pick: (shared: SharedListFacts, input: SignalInput) => SignalValue,
): Pick<SignalDefinition, 'privacy' | 'reads' | 'compute'> {
  return {
    privacy: 'pseudonymous',
    reads: [],
    compute: (input) => {
      const { sharedList } = input
      return sharedList.known ? pick(sharedList, input) : unknown(sharedList.reason)
    },
  }
}
