import fc from 'fast-check'
import { expect, it } from 'vitest'
import { haversineKm } from './distance.ts'
import { nearestZone } from './nearest-zone.ts'
import { ZONE_CITIES } from './zone-cities.ts'

interface City {
  readonly zone: string
  readonly latitude: number
  readonly longitude: number
}

const cities: ReadonlyMap<string, readonly City[]> = new Map(
  Object.entries(ZONE_CITIES).map(([country, rows]) => [
    country,
    rows.flatMap((row) => {
      const [zone = '', ...points] = row.split(' ')
      return points.map((text) => {
        const [latitude = 0, longitude = 0] = text.split(',').map(Number)
        return { zone, latitude, longitude }
      })
    }),
  ]),
)

/** The first of the cities at the least distance. */
function byDistance(country: string, point: { latitude: number; longitude: number }): string {
  const distances = cities.get(country)!.map((city) => haversineKm(point, city))
  return cities.get(country)![distances.indexOf(Math.min(...distances))]!.zone
}

it('is the zone of the city at the least distance', () => {
  const degrees = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true })
  const anywhere = fc.record({ latitude: degrees(90), longitude: degrees(180) })
  // Beside a city, at it, and half way between two.
  const countryAndPoint = fc.constantFrom(...cities.keys()).chain((country) => {
    const city = fc.constantFrom(...cities.get(country)!)
    const near = fc.tuple(city, degrees(3), degrees(3)).map(([{ latitude, longitude }, a, b]) => ({
      latitude: Math.max(-90, Math.min(90, latitude + a)),
      longitude: longitude + b,
    }))
    const between = fc.tuple(city, city).map(([a, b]) => ({
      latitude: (a.latitude + b.latitude) / 2,
      longitude: (a.longitude + b.longitude) / 2,
    }))
    return fc.tuple(fc.constant(country), fc.oneof(anywhere, near, city, between))
  })
  fc.assert(
    fc.property(countryAndPoint, ([country, point]) => {
      expect(nearestZone(country, point)).toBe(byDistance(country, point))
    }),
    { numRuns: 30_000 },
  )
})

it('is none in a country of one clock', () => {
  expect(nearestZone('DE', { latitude: 52, longitude: 13 })).toBeUndefined()
})
