import type { AddressFacts, AddressPrecision } from '@gatehouse/contract'
import type { ConfiguredDoor } from '@gatehouse/egress'
import { askJson, type Lookup } from './lookup.ts'

/** Ranks of https://nominatim.org/release-docs/latest/customize/Ranking/ */
const RANKS: readonly (readonly [number, AddressPrecision])[] = [
  [30, 'building'],
  [26, 'street'],
  [21, 'postcode'],
  [13, 'city'],
]
/** Values of OpenStreetMap's `building` that people live in. */
const HOMES = new Set(
  'apartments bungalow cabin detached dormitory farm house houseboat residential semidetached_house static_caravan terrace'.split(
    ' ',
  ),
)
const WORKPLACES = new Set(
  'commercial hangar industrial kiosk office public retail storage_tank supermarket warehouse'.split(
    ' ',
  ),
)

/** A Nominatim of the operator's own, or one that they may use: `/search` of version 4 and later. */
export function openNominatimAddress(
  door: ConfiguredDoor,
  { url }: { readonly url: string },
): Lookup<'address'> {
  return {
    name: 'address',
    ask({ lines, city, postcode, country }, signal) {
      const search = new URL(url)
      const fields = { street: lines[0] ?? '', city: city ?? '', postalcode: postcode ?? '' }
      for (const [name, value] of Object.entries(fields)) {
        if (value !== '') search.searchParams.set(name, value)
      }
      search.searchParams.set('countrycodes', country.toLowerCase())
      search.searchParams.set('format', 'jsonv2')
      search.searchParams.set('limit', '1')
      const headers = { accept: 'application/json', 'user-agent': 'gatehouse' }
      return askJson(door, { method: 'GET', url: search.href, headers, signal }, read)
    },
  }
}

function read(answer: unknown): AddressFacts | undefined {
  if (!Array.isArray(answer)) return undefined
  const [found] = answer as { place_rank?: unknown; category?: unknown; type?: unknown }[]
  if (found === undefined) {
    return { known: true, exists: false, precision: 'none', isResidential: null, building: null }
  }
  const rank = Number(found.place_rank)
  const precision = RANKS.find(([least]) => rank >= least)?.[1] ?? 'none'
  const type = found.category === 'building' && typeof found.type === 'string' ? found.type : null
  const isResidential =
    type === null ? null : HOMES.has(type) ? true : WORKPLACES.has(type) ? false : null
  return {
    known: true,
    exists: precision === 'building',
    precision,
    isResidential,
    // `yes` is how most of OpenStreetMap says that it does not know which kind.
    building: type === null || type === 'yes' ? null : type.slice(0, 64),
  }
}
