import {
  NOT_SENT_REASON,
  unknownBecause,
  type SignalType,
  type SignalValue,
} from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { calibrationDrift } from './calibration-drift.ts'
import { compareSignal } from './compare-signal.ts'
import { poissonAtMost, poissonInterval } from './poisson.ts'
import { addValue, emptyProfile } from './signal-profile.ts'
import { stabilityIndex } from './stability-index.ts'

function profileOf(type: SignalType, count: number, make: (at: number) => SignalValue) {
  const profile = emptyProfile()
  for (let at = 0; at < count; at++) addValue(profile, type, make(at))
  return profile
}
const COUNTRIES = ['DE', 'AT', 'CH', 'FR', 'NL', 'IT']

describe('stabilityIndex', () => {
  it('is a worked example', () => {
    // Shares of 0.2 0.3 0.5 and 0.3 0.3 0.4: 0.1 ln 1.5 + 0.1 ln 1.25, some less for chance.
    const index = stabilityIndex([20_000, 30_000, 50_000], [30_000, 30_000, 40_000])
    expect(index).toBeCloseTo(0.1 * Math.log(1.5) + 0.1 * Math.log(1.25), 3)
  })

  it('stays finite where a bin is empty, and is 0 where nothing can be said', () => {
    expect(stabilityIndex([500, 0], [0, 500])).toBeGreaterThan(5)
    expect(stabilityIndex([0, 0], [10, 20])).toBe(0)
    expect(stabilityIndex([700], [20])).toBe(0)
  })
})

describe('poisson', () => {
  it('sums exactly', () => {
    expect(poissonAtMost(0, 2)).toBeCloseTo(Math.exp(-2), 12)
    expect(poissonAtMost(2, 2)).toBeCloseTo(5 * Math.exp(-2), 12)
    expect(poissonAtMost(1200, 1000)).toBeCloseTo(1, 8)
  })

  it('has the interval of the tables', () => {
    // Garwood's limits for 0 and 10, 95 %.
    expect(poissonInterval(0, 0.05)).toEqual({ low: 0, high: expect.closeTo(3.689, 3) as number })
    const { low, high } = poissonInterval(10, 0.05)
    expect([low, high]).toEqual([expect.closeTo(4.795, 3), expect.closeTo(18.39, 2)])
  })
})

describe('compareSignal', () => {
  it('raises nothing in 100 runs of 20 signals that do not change', () => {
    let watches = 0
    for (let seed = 1; seed <= 100; seed++) {
      const random = createRandom(seed)
      for (let signal = 0; signal < 20; signal++) {
        const missing = random.next() * 0.5
        const type = (['double', 'int', 'bool', 'string'] as const)[signal % 4]!
        const make = (): SignalValue => {
          if (random.next() < missing) return unknownBecause(NOT_SENT_REASON)
          if (type === 'double') return -Math.log(1 - random.next()) * 80
          if (type === 'int') return random.next() < 0.8 ? 0 : random.below(6)
          return type === 'bool' ? random.next() < 0.1 : COUNTRIES[random.below(COUNTRIES.length)]!
        }
        const { findings } = compareSignal(
          type,
          profileOf(type, 1200, make),
          profileOf(type, 1200, make),
        )
        expect(findings.filter(({ level }) => level === 'alert')).toEqual([])
        watches += findings.length
      }
    }
    // Of 2,000 comparisons.
    expect(watches).toBeLessThanOrEqual(2)
  })

  it('tells that values are others', () => {
    const random = createRandom(3)
    const before = profileOf('double', 2000, () => 50 + random.next() * 50)
    const dearer = profileOf('double', 2000, () => 90 + random.next() * 50)
    const { psi, findings } = compareSignal('double', before, dearer)
    expect(psi).toBeGreaterThan(0.25)
    expect(findings).toEqual([{ kind: 'distribution', level: 'alert' }])
    const few = profileOf('double', 499, () => 900)
    expect(compareSignal('double', before, few)).toMatchObject({ psi: null, findings: [] })
  })

  it('tells a source that no longer answers from a field that is no longer sent', () => {
    const before = profileOf('string', 1000, (at) =>
      at % 10 === 0 ? unknownBecause('no_ip') : 'M',
    )
    const dead = profileOf('string', 1000, () => unknownBecause('not_in_reference_data'))
    expect(compareSignal('string', before, dead)).toMatchObject({
      unknownBefore: 0.1,
      unknownNow: 1,
      reason: 'not_in_reference_data',
      findings: [{ kind: 'source_gone', level: 'alert' }],
    })
    const dropped = profileOf('string', 1000, () => unknownBecause(NOT_SENT_REASON))
    expect(compareSignal('string', before, dropped).findings).toEqual([
      { kind: 'not_sent', level: 'alert' },
    ])
    const half = profileOf('string', 1000, (at) => (at % 2 === 0 ? unknownBecause('late') : 'M'))
    expect(compareSignal('string', before, half).findings).toEqual([
      { kind: 'unknown_share', level: 'alert' },
    ])
  })

  it('tells words that were never seen, and not of what is always new', () => {
    const before = profileOf('string', 1000, (at) => COUNTRIES[at % 6]!)
    const now = profileOf('string', 1000, (at) => (at % 4 === 0 ? 'RO' : COUNTRIES[at % 6]!))
    const compared = compareSignal('string', before, now)
    expect(compared).toMatchObject({ newShare: 0.25, newWords: ['RO'] })
    expect(compared.findings).toContainEqual({ kind: 'new_values', level: 'alert' })
    const cities = profileOf('string', 1000, (at) => `city ${at}`)
    const others = profileOf('string', 1000, (at) => `town ${at}`)
    expect(compareSignal('string', cities, others).newShare).toBeNull()
  })
})

describe('calibrationDrift', () => {
  it('says nothing of a model that is right, in 100 runs', () => {
    let alerts = 0
    let watches = 0
    for (let seed = 1; seed <= 100; seed++) {
      const random = createRandom(seed)
      const said = Array.from({ length: 3000 }, () => random.next() ** 6 * 0.3)
      const { level } = calibrationDrift(
        said,
        said.map((p) => random.next() < p),
      )
      if (level === 'alert') alerts++
      if (level === 'watch') watches++
    }
    expect(alerts).toBe(0)
    expect(watches).toBeLessThanOrEqual(4)
  })

  it('says that twice as much came about as was said', () => {
    const random = createRandom(5)
    const said = Array.from({ length: 5000 }, () => random.next() * 0.03)
    const drift = calibrationDrift(
      said,
      said.map((p) => random.next() < 2 * p),
    )
    expect(drift.level).toBe('alert')
    expect(drift.expected).toBeLessThan(drift.interval.low)
    expect(drift.brier).toBeGreaterThan(0)
    expect(calibrationDrift([], [])).toMatchObject({ orders: 0, level: 'steady' })
  })
})
