import type { Point } from '@gatehouse/contract'
import { haversineKm } from './distance.ts'
import { ZONE_CITIES } from './zone-cities.ts'

const RADIANS_PER_DEGREE = Math.PI / 180
/**
 * Cosines of two angles that differ by less are not told apart by them: some 100 times what
 * rounding can make of them, and a few micrometres for cities that are 1,000 km away.
 */
const COSINE_MARGIN = 1e-13

/** On the unit sphere. */
interface Direction {
  readonly x: number
  readonly y: number
  readonly z: number
}

interface ZoneCity {
  readonly zone: string
  readonly point: Point
  readonly direction: Direction
}

/** Every country of several clocks, each with at most some dozen cities. */
const zoneCities: ReadonlyMap<string, readonly ZoneCity[]> = new Map(
  Object.entries(ZONE_CITIES).map(([country, rows]) => [country, rows.flatMap(parseRow)]),
)

function parseRow(row: string): readonly ZoneCity[] {
  const [zone = '', ...points] = row.split(' ')
  return points.map((text) => {
    const [latitude = 0, longitude = 0] = text.split(',').map(Number)
    const point = { latitude, longitude }
    return { zone, point, direction: directionOf(point) }
  })
}

function directionOf({ latitude, longitude }: Point): Direction {
  const cosLatitude = Math.cos(latitude * RADIANS_PER_DEGREE)
  return {
    x: cosLatitude * Math.cos(longitude * RADIANS_PER_DEGREE),
    y: cosLatitude * Math.sin(longitude * RADIANS_PER_DEGREE),
    z: Math.sin(latitude * RADIANS_PER_DEGREE),
  }
}

/** IANA zone of the nearest city of the country that has a clock; `undefined`: none is listed. */
export function nearestZone(country: string, point: Point): string | undefined {
  const cities = zoneCities.get(country)
  if (cities === undefined) return undefined
  const { x, y, z } = directionOf(point)
  let nearest: ZoneCity | undefined
  // The nearer of two points is the one whose angle has the greater cosine.
  let best = -Infinity
  let secondBest = -Infinity
  for (const city of cities) {
    const { direction } = city
    const cosine = x * direction.x + y * direction.y + z * direction.z
    if (cosine > best) {
      secondBest = best
      best = cosine
      nearest = city
    } else if (cosine > secondBest) {
      secondBest = cosine
    }
  }
  if (!(best - secondBest > COSINE_MARGIN)) return nearestByDistance(cities, point)
  return nearest?.zone
}

function nearestByDistance(cities: readonly ZoneCity[], point: Point): string | undefined {
  let nearest: { zone: string; km: number } | undefined
  for (const city of cities) {
    const km = haversineKm(point, city.point)
    if (nearest === undefined || km < nearest.km) nearest = { zone: city.zone, km }
  }
  return nearest?.zone
}
