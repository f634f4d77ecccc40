import type { LocalTimeAnswer, LocalTimePrecision, PlaceAnswer } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import { countryRow } from './country.ts'
import { nearestZone } from './nearest-zone.ts'

const MS_PER_HOUR = 3_600_000
const DEGREES_PER_HOUR = 15
/** Range of `Date`, ECMA-262 section 21.4.1.1. */
const TIME_MS_MAX = 8.64e15

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

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

/**
 * The clock on the wall at a place. In a country of several clocks a place that is known by
 * country only has none: its centroid is nobody's home.
 */
export function localTimeAt(place: PlaceAnswer, atMs: number): LocalTimeAnswer {
  if (!place.known) return place
  if (!(Math.abs(atMs) <= TIME_MS_MAX)) return notKnown('malformed_input')
  const only = countryRow(place.country)?.timeZone
  if (only !== null && only !== undefined) return zoneTime(only, 'zone', atMs)
  if (place.precision === 'country' || place.precision === 'ambiguous') {
    return notKnown('too_coarse')
  }
  const nearest = nearestZone(place.country, place.point)
  return nearest === undefined
    ? solarTime(place.point.longitude, atMs)
    : zoneTime(nearest, 'nearest_zone', atMs)
}

function zoneTime(zone: string, precision: LocalTimePrecision, atMs: number): LocalTimeAnswer {
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
