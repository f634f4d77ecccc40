import { folded } from './folded-text.ts'

/**
 * ZIP codes of places where firms that send parcels on abroad have their halls, written down by hand
 * from the addresses that they publish for their customers: around the airport of Miami, where the
 * freight for Latin America leaves, and in states without a sales tax. No data set was copied.
 */
const US_ZIP_CODES: ReadonlySet<string> = new Set(
  [
    // Miami and Doral, Florida.
    '33122 33126 33142 33152 33166 33172 33178 33182 33192 33206',
    // Sarasota, Florida.
    '34243 34249',
    // New Castle and Wilmington, Delaware.
    '19720 19801 19804 19808 19809',
    // Portland, Tigard and Tualatin, Oregon.
    '97062 97218 97220 97223 97230',
    // Nashua, New Hampshire; Minden, Nevada; Hawthorne and Gardena, California.
    '03063 89423 90249 90250',
  ].flatMap((codes) => codes.split(' ')),
)
/** Cities that say it without a ZIP code. Larger ones would name too many people. */
const US_CITIES: ReadonlySet<string> = new Set(['doral', 'medley', 'new castle', 'minden'])
const ZIP_LENGTH = 5

/**
 * Whether forwarders are at home there. `null`: neither postcode nor city was sent.
 * @param country ISO 3166-1 alpha-2; only the United States are known
 */
export function isForwarderArea(
  country: string | undefined,
  postcode: string | undefined,
  city: string | undefined,
): boolean | null {
  if (!country || (!postcode && !city)) return null
  if (country !== 'US') return false
  if (postcode) return US_ZIP_CODES.has(postcode.trim().slice(0, ZIP_LENGTH))
  return US_CITIES.has(folded(city!))
}
