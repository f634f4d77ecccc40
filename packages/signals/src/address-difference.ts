import type { Billing, Shipping } from '@gatehouse/contract'
import { folded, foldedPostcode, foldedStreet } from './folded-text.ts'
import { canonicalStreet, knowsStreetsOf } from './street.ts'

/** `not_compared`: no part disagrees, but too few were sent on both sides to say that all agree. */
export type AddressDifference = 'same' | 'different' | 'not_compared'

/**
 * Compares two addresses part by part in one spelling. One part that disagrees makes them
 * different; equal they are when the postcode and the street agree, or, in an order that carries
 * no street at all, the postcode and the city. The region adds nothing to these.
 */
export function addressDifference(a: Billing, b: Shipping): AddressDifference {
  if (a.country && b.country && a.country !== b.country) return 'different'
  const postcode = compare(a.postal, b.postal, (text) => foldedPostcode(text, a.country))
  const country = a.country ?? b.country
  const street = compare(streetOf(a), streetOf(b), (line) =>
    knowsStreetsOf(country) ? canonicalStreet(line, country) : foldedStreet(line),
  )
  if (postcode === 'different' || street === 'different') return 'different'
  if (postcode === 'same' && street === 'same') return 'same'
  const city = compare(a.city, b.city, folded)
  if (city === 'different') return 'different'
  const noStreet = !a.address && !b.address
  const noPostcode = !a.postal && !b.postal
  const agree = [postcode, street, city].filter((part) => part === 'same').length
  return agree === 2 && (noStreet || noPostcode) ? 'same' : 'not_compared'
}

function compare(
  a: string | undefined,
  b: string | undefined,
  spelling: (text: string) => string,
): AddressDifference {
  if (!a || !b) return 'not_compared'
  // Most orders ship to a copy of the billing address: those need no folding.
  return a === b || spelling(a) === spelling(b) ? 'same' : 'different'
}

/** Both lines: some shops put the flat in the first, some in the second. */
function streetOf({ address, address_2: second }: Billing): string | undefined {
  return address && second ? `${address} ${second}` : address
}
