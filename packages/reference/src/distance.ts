import { notKnown } from './answers.ts'
import type { DistanceAnswer, PlaceAnswer, PlacePrecision, Point } from '@gatehouse/contract'
import { PLACE_PRECISIONS } from '@gatehouse/contract'

/** IUGG mean radius of the Earth, km. The sphere is at most 0.56 % off the ellipsoid. */
const EARTH_RADIUS_KM = 6371.0088
/** International mile, exact by the agreement of 1959. */
const KM_PER_MILE = 1.609344
const RADIANS_PER_DEGREE = Math.PI / 180

/** Great-circle distance in km (haversine: stable for small distances). */
export function haversineKm(from: Point, to: Point): number {
  const latitude1 = from.latitude * RADIANS_PER_DEGREE
  const latitude2 = to.latitude * RADIANS_PER_DEGREE
  const sinLatitude = Math.sin((latitude2 - latitude1) / 2)
  const sinLongitude = Math.sin(((to.longitude - from.longitude) * RADIANS_PER_DEGREE) / 2)
  const h = sinLatitude ** 2 + Math.cos(latitude1) * Math.cos(latitude2) * sinLongitude ** 2
  // Rounding can push `h` past 1 for antipodes.
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, h)))
}

export function kmToMiles(km: number): number {
  return km / KM_PER_MILE
}

/**
 * Distance between two places. An end that is not known passes its reason on; an end known only
 * by country, or by an ambiguous city name, is `too_coarse`: a country centroid says nothing about
 * how far a shopper is.
 */
export function distanceBetween(from: PlaceAnswer, to: PlaceAnswer): DistanceAnswer {
  if (!from.known) return from
  if (!to.known) return to
  const precision = coarser(from.precision, to.precision)
  if (precision === 'ambiguous' || precision === 'country') return notKnown('too_coarse')
  const km = haversineKm(from.point, to.point)
  return { known: true, km, miles: kmToMiles(km), precision }
}

function coarser(a: PlacePrecision, b: PlacePrecision): PlacePrecision {
  return PLACE_PRECISIONS.indexOf(a) >= PLACE_PRECISIONS.indexOf(b) ? a : b
}
