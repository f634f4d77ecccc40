import type { LocalTimeAnswer, LocalTimePrecision, PlaceAnswer, Point } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import { countryRow } from './country.ts'
import { haversineKm } from './distance.ts'
import { ZONE_CITIES } from './zone-cities.ts'

const MS_PER_HOUR = 3_600_000
const DEGREES_PER_HOUR = 15
/** Range of `Date`, ECMA-262 section 21.4.1.1. */
const TIME_MS_MAX = 8.64e15

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

interface ZoneCity {
  readonly zone: string
  readonly point: Point
}

const zoneCities: ReadonlyMap<string, readonly ZoneCity[]> = new Map(
  Object.entries(ZONE_CITIES).map(([country, rows]) => [country, rows.flatMap(parseRow)]),
)

function parseRow(row: string): readonly ZoneCity[] {
  const [zone = '', ...points] = row.split(' ')
  return points.map((text) => {
    const [latitude = 0, longitude = 0] = text.split(',').map(Number)
    return { zone, point: { latitude, longitude } }
  })
}

/** One formatter per zone: making one costs a thousand times as much as using it. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(zone: string): Intl.DateTimeFormat {
  const existing = formatters.get(zone)
  if (existing !== undefined) return existing
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  })
  formatters.set(zone, formatter)
  return formatter
}

/** Zones in use: every country of the table, each with at most a dozen. */
function zoneOf(country: string, point: Point): [string, LocalTimePrecision] | undefined {
  const only = countryRow(country)?.timeZone
  if (only !== null && only !== undefined) return [only, 'zone']
  let nearest: { zone: string; km: number } | undefined
  for (const city of zoneCities.get(country) ?? []) {
    const km = haversineKm(point, city.point)
    if (nearest === undefined || km < nearest.km) nearest = { zone: city.zone, km }
  }
  return nearest && [nearest.zone, 'nearest_zone']
}

/**
 * The clock on the wall at a place. In a country of several clocks a place that is known by
 * country only has none: its centroid is nobody's home.
 */
export function localTimeAt(place: PlaceAnswer, atMs: number): LocalTimeAnswer {
  if (!place.known) return place
  if (!(Math.abs(atMs) <= TIME_MS_MAX)) return notKnown('malformed_input')
  const found = zoneOf(place.country, place.point)
  const isCoarse = place.precision === 'country' || place.precision === 'ambiguous'
  if (isCoarse && found?.[1] !== 'zone') return notKnown('too_coarse')
  if (found === undefined) return solarTime(place.point.longitude, atMs)
  const [zone, precision] = found
  const parts = formatterOf(zone).formatToParts(atMs)
  const valueOf = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  const weekday = WEEKDAYS.indexOf(valueOf('weekday'))
  return { known: true, hour: Number(valueOf('hour')), weekday, precision }
}

function solarTime(longitude: number, atMs: number): LocalTimeAnswer {
  const local = new Date(atMs + Math.round(longitude / DEGREES_PER_HOUR) * MS_PER_HOUR)
  return {
    known: true,
    hour: local.getUTCHours(),
    weekday: local.getUTCDay(),
    precision: 'solar',
  }
}
