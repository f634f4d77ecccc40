import type { LookupFacts, LookupName, NotFoundOut, SignalValue } from '@gatehouse/contract'
import type { SignalDefinition } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

/** What services that know addresses, numbers and people say. Unknown until they answer. */
export const lookupSignals: readonly SignalDefinition[] = [
  {
    ...of('address', ({ exists }) => exists),
    name: 'address.exists',
    type: 'bool',
    doc: 'An address service knows the building that the goods go to.',
  },
  {
    ...of('address', ({ precision }) => precision ?? unknown('redacted')),
    name: 'address.precision',
    type: 'string',
    doc: 'How far it knows the address: `building`, `street`, `postcode`, `city` or `none`.',
  },
  {
    ...of('address', ({ isResidential }) => isResidential ?? unknown('redacted')),
    name: 'address.is_residential',
    type: 'bool',
    doc: 'People live in the building; false: it is a workplace, such as a warehouse.',
  },
  {
    ...of('address', ({ building }) => building ?? unknown('redacted')),
    name: 'address.building',
    type: 'string',
    doc: 'Kind of the building in the words of the service: `house`, `warehouse`, `po_box`.',
  },
  {
    ...of('phone', ({ isReachable }) => isReachable),
    name: 'phone.is_reachable',
    type: 'bool',
    doc: 'The phone number of the bill is in service, as its network says.',
  },
  {
    ...of('person', ({ isFound }) => isFound),
    name: 'person.is_found_nearby',
    type: 'bool',
    doc: 'A directory knows somebody of the name in the city that the goods go to.',
  },
]

function of<Name extends LookupName>(
  name: Name,
  pick: (facts: LookupFacts[Name]) => SignalValue,
): Pick<SignalDefinition, 'privacy' | 'reads' | 'compute'> {
  return {
    privacy: 'pseudonymous',
    reads: [],
    compute({ event, outside: { lookups } }) {
      if (event.billing === undefined && event.shipping === undefined) return NOT_SENT
      const answer: LookupFacts[Name] | NotFoundOut | null = lookups[name]
      if (answer === null) return NOT_SENT
      return answer.known ? pick(answer as LookupFacts[Name]) : unknown(answer.reason)
    },
  }
}
