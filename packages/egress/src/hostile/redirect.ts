import { EgressError } from '../egress-error.ts'
import type { ExchangeAnswer } from '../exchange.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const LOCATION_LENGTH_MAX = 8192

/**
 * Where an answer sends us on to, absolute and not yet checked; `null` when it is the last one.
 * A `Refresh` header or anything inside a page is not followed.
 *
 * @throws EgressError `bad_redirect`: no `Location`, several, one that cannot be read
 */
export function redirectOf({ status, headers }: ExchangeAnswer, from: URL): string | null {
  if (!REDIRECTS.has(status)) return null
  const [location, ...more] = headers.get('location') ?? []
  if (location === undefined || location === '') throw bad('it does not say where to')
  if (more.length > 0) throw bad('it says two places')
  if (location.length > LOCATION_LENGTH_MAX) throw bad('where to is over 8,192 characters')
  // An absolute place is kept as it is written, so that how it is written can be checked.
  if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return location
  if (location.startsWith('//')) return `${from.protocol}${location}`
  if (!URL.canParse(location, from.href)) throw bad('where to cannot be read')
  return new URL(location, from).href
}

function bad(why: string): EgressError {
  return new EgressError('bad_redirect', `a redirect is refused: ${why}`)
}
