import type { SanctionsFacts, SignalValue } from '@gatehouse/contract'
import { from } from '../answer.ts'
import type { SignalDefinition } from '../signal.ts'
import { unknown } from '../unknown-reason.ts'

/**
 * Whether the customer's name stands on a list of sanctions or of politically exposed persons that
 * the operator supplied. A name is not a person: a hit is for a human to look at.
 */
export const sanctionsSignals: readonly SignalDefinition[] = [
  {
    ...of(({ score }) => score),
    name: 'person.sanctions_match',
    type: 'double',
    doc: 'How much the name of bill or parcel is one of a sanctions list, 0 to 1; 1: the same name.',
  },
  {
    ...of(({ entry }) => entry ?? unknown('not_applicable')),
    name: 'person.sanctions_entry',
    type: 'string',
    doc: 'The entry that it is most like: `ofac:7771`.',
  },
  {
    ...of(({ isOfCountry }) => isOfCountry ?? unknown('not_applicable')),
    name: 'person.sanctions_country_matches',
    type: 'bool',
    doc: 'The list puts that person in the country of the address.',
  },
]

function of(
  pick: (facts: SanctionsFacts) => SignalValue,
): Pick<SignalDefinition, 'privacy' | 'reads' | 'compute'> {
  return {
    privacy: 'pseudonymous',
    reads: ['sanctions'],
    compute: ({ readings }) => from(readings.sanctions, pick),
  }
}
