import type { LocalTimeAnswer, LocalTimePrecision, PlaceAnswer, Point } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import { countryRow } from './country.ts'
import { haversineKm } from './distance.ts'
import { remember } from './memo.ts'
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

/** Clocks are moved, and days begin, on quarters of an hour of UTC in every zone in use. */
const QUARTER_MS = 900_000

interface WallClock {
  readonly hour: number
  readonly weekday: number
}

/** What each zone's clock showed in the quarter that was asked last: live orders all ask for now. */
const lastRead = new Map<string, WallClock & { readonly quarter: number }>()

function wallClock(zone: string, atMs: number): WallClock {
  const quarter = Math.floor(atMs / QUARTER_MS)
  const last = lastRead.get(zone)
  if (last?.quarter === quarter) return last
  const parts = formatterOf(zone).formatToParts(atMs)
  const valueOf = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  const clock = {
    quarter,
    hour: Number(valueOf('hour')),
    weekday: WEEKDAYS.indexOf(valueOf('weekday')),
  }
  lastRead.set(zone, clock)
  return clock
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

/** Cities that orders come from again and again. */
const POINTS_REMEMBERED = 5000

const zoneAt = remember((where): [string, LocalTimePrecision] | null => {
  const [country = '', latitude, longitude] = where.split(' ')
  const point = { latitude: Number(latitude), longitude: Number(longitude) }
  return zoneOf(country, point) ?? null
}, POINTS_REMEMBERED)

/**
 * The clock on the wall at a place. In a country of several clocks a place that is known by
 * country only has none: its centroid is nobody's home.
 */
export function localTimeAt(place: PlaceAnswer, atMs: number): LocalTimeAnswer {
  if (!place.known) return place
  if (!(Math.abs(atMs) <= TIME_MS_MAX)) return notKnown('malformed_input')
  const found = zoneAt(`${place.country} ${place.point.latitude} ${place.point.longitude}`)
  const isCoarse = place.precision === 'country' || place.precision === 'ambiguous'
  if (isCoarse && found?.[1] !== 'zone') return notKnown('too_coarse')
  if (found === null) return solarTime(place.point.longitude, atMs)
  const [zone, precision] = found
  const { hour, weekday } = wallClock(zone, atMs)
  return { known: true, hour, weekday, precision }
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
