import type { Place, PlacePrecision } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { readCases } from '../test/cases.ts'
import { distanceBetween, haversineKm, kmToMiles } from './distance.ts'

interface Case {
  readonly from: [number, number]
  readonly to: [number, number]
  readonly km: number
}

function place(latitude: number, longitude: number, precision: PlacePrecision): Place {
  const point = { latitude, longitude }
  return { known: true, point, precision, country: 'DE', region: null, city: null, postcode: null }
}

describe('haversineKm', () => {
  it.each(readCases('distances') as Case[])('is $km km: $note', ({ from, to, km }) => {
    const a = place(...from, 'city').point
    const b = place(...to, 'city').point
    expect(Math.abs(haversineKm(a, b) - km)).toBeLessThan(Math.max(0.01, km * 0.001))
    expect(haversineKm(b, a)).toBe(haversineKm(a, b))
  })

  it('has 1.609344 km to the mile', () => {
    expect(kmToMiles(160.9344)).toBe(100)
  })
})

describe('distanceBetween', () => {
  const berlin = place(52.52, 13.405, 'city')

  it('carries the coarser precision of the two ends', () => {
    const zip = place(48.14, 11.58, 'postcode')
    expect(distanceBetween(zip, berlin)).toMatchObject({ known: true, precision: 'city' })
  })

  it.each(['country', 'ambiguous'] as const)('offers no distance to a %s', (precision) => {
    const coarse = place(51, 10, precision)
    expect(distanceBetween(berlin, coarse)).toEqual({ known: false, reason: 'too_coarse' })
    expect(distanceBetween(coarse, berlin)).toEqual({ known: false, reason: 'too_coarse' })
  })

  it('passes on why an end is not known', () => {
    const unknown = { known: false, reason: 'not_routable' } as const
    expect(distanceBetween(unknown, berlin)).toEqual(unknown)
    expect(distanceBetween(berlin, unknown)).toEqual(unknown)
  })
})
