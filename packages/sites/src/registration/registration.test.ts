import { describe, expect, it } from 'vitest'
import type { RegistrationObservation } from '../observation/registration.ts'
import { ageLogOdds } from './age-curve.ts'
import { namingEdge } from './naming-edge.ts'
import { readName } from './naming.ts'
import { batchKeys, registrationBatches, type RegistrationBatch } from './registration-batch.ts'
import { registrationBursts } from './registration-burst.ts'
import { registrationTies } from './registration-edges.ts'
import { registrationReading } from './registration-reading.ts'
import { segmentLabel } from './segment-name.ts'

const NOW = Date.UTC(2026, 8, 1)
const DAY_MS = 86_400_000

function registered(
  domain: string,
  daysAgo: number,
  rest: Partial<RegistrationObservation> = {},
): RegistrationObservation {
  return {
    domain,
    registeredAtMs: NOW - daysAgo * DAY_MS,
    expiresAtMs: NOW + (365 - daysAgo) * DAY_MS,
    changedAtMs: null,
    registrar: 'One Registrar',
    privacyService: null,
    registrantCountry: null,
    nameServers: [],
    statuses: [],
    source: 'rdap',
    observedAtMs: NOW,
    ...rest,
  }
}

const CLAIMS = ['exchange', 'verified', 'certified', 'network']
/** 27 domains in seven days, 3 registrars, 2 privacy services. */
const REFERENCE = Array.from({ length: 27 }, (_, at) =>
  registered(
    `energy-${CLAIMS[at % 4]}-${'abcdefghijklmnopqrstuvwxyz0'[at]}.network`,
    40 + (at * 7) / 27,
    {
      registrar: `Registrar ${at % 3}`,
      privacyService: `Privacy ${at % 2}`,
    },
  ),
)
const options = { usualPerDay: () => 0.02, watchedDays: 90 }

describe('a batch of registrations', () => {
  it('is found in 27 domains in seven days, at 3 registrars behind 2 privacy services', () => {
    const strangers = Array.from({ length: 200 }, (_, at) =>
      registered(`word${at}.example`, (at * 90) / 200, { registrar: `Registrar ${at % 7}` }),
    )
    const [batch] = registrationBatches([...strangers, ...REFERENCE], options)
    expect(batch).toMatchObject({ days: 7, registrars: 3, privacyServices: 2 })
    expect(batch!.domains).toHaveLength(27)
    expect(batch!.sigma).toBeGreaterThan(9)
  })

  it('is never made of the time alone', () => {
    const strangers = Array.from({ length: 100 }, (_, at) =>
      registered(`w${at}x.example`, 1, { registrar: null }),
    )
    expect(registrationBatches(strangers, options)).toEqual([])
  })

  it('is not seen where so many are usual', () => {
    expect(registrationBatches(REFERENCE, { ...options, usualPerDay: () => 4 })).toEqual([])
  })

  it('is not seen where they came over a year', () => {
    const slow = REFERENCE.map((one, at) => ({ ...one, registeredAtMs: NOW - at * 14 * DAY_MS }))
    expect(registrationBatches(slow, { ...options, watchedDays: 400 })).toEqual([])
  })

  it('has the same value in any order of the registrations', () => {
    const [forth] = registrationBatches(REFERENCE, options)
    const [back] = registrationBatches(REFERENCE.toReversed(), options)
    expect(back).toEqual(forth)
  })

  it('takes in what came a day after the window, but not what came a month after', () => {
    const late = registered('energy-trusted-late.network', 40 - 1.2)
    const later = registered('energy-trusted-later.network', 10)
    const [batch] = registrationBatches([...REFERENCE, late, later], options)
    expect(batch!.domains).toContain(late.domain)
    expect(batch!.domains).not.toContain(later.domain)
    expect(batch!.logTail).toBe(registrationBatches(REFERENCE, options)[0]!.logTail)
    const busy = { ...options, usualPerDay: () => 0.4 }
    expect(registrationBatches([...REFERENCE, late], busy)[0]!.domains).not.toContain(late.domain)
  })

  it('has an edge in common with what is seen of it from any of its domains', () => {
    const part = (from: number, to: number) =>
      registrationBatches(REFERENCE.slice(from, to), options)[0]!
    const values = (batch: RegistrationBatch) => batch.edges.map(({ value }) => value)
    const [early, late] = [values(part(0, 18)), values(part(9, 27))]
    expect(early.some((value) => late.includes(value))).toBe(true)
    expect(new Set([...early, ...late]).size).toBeLessThanOrEqual(3)
  })

  it('leaves out name servers that strangers share', () => {
    const one = registered('abcxyz.example', 3, {
      nameServers: ['ns1.shared.example'],
      registrar: null,
    })
    expect(batchKeys(one, (name) => name.endsWith('shared.example'))).toEqual([])
    expect(batchKeys(one)).toEqual(['servers=ns1.shared.example'])
  })
})

describe('the grammar of a name', () => {
  it.each([
    ['energyverified', ['energy', 'verified']],
    ['petro-exchange', ['petro', 'exchange']],
    ['certifiedsolarnetwork', ['certified', 'solar', 'network']],
    ['securebank24', ['secure', 'bank', '24']],
    ['qwzxv', ['qwzxv']],
    ['tradeqwzxv', ['trade', 'qwzxv']],
  ])('splits %s', (label, parts) => {
    expect(segmentLabel(label).map(({ text }) => text)).toEqual(parts)
  })

  it('is a sector with a claim', () => {
    expect(readName('certified-energy.exchange.example')).toMatchObject({
      family: 'energy+claim',
      claims: ['certified', 'exchange'],
      suffix: 'example',
    })
    expect(readName('shop123.co.uk')).toMatchObject({
      family: 'shop+digits',
      suffix: 'co.uk',
    })
    expect(readName('qwzxv.example').family).toBeNull()
  })

  it('gives every letter back, whatever the label', () => {
    for (const label of ['', '-', 'a'.repeat(63), 'ülverified', '--x--1', 'goldgoldgold9']) {
      const letters = segmentLabel(label)
        .map(({ text }) => text)
        .join('')
      expect(letters).toBe(label.replaceAll('-', ''))
    }
  })
})

describe('what a registration says', () => {
  const context = { asOfMs: NOW }

  it('falls with the age, and holds a young domain guilty of nothing', () => {
    const ages = [0, 5, 20, 45, 90, 200, 400, 1000, 3000, 9000].map(ageLogOdds)
    expect(ages).toEqual(ages.toSorted((a, b) => b - a))
    expect(Math.max(...ages)).toBeLessThanOrEqual(2)
    expect(ageLogOdds(Number.NaN)).toBe(2)
  })

  it('is nothing where nothing is known', () => {
    expect(registrationReading({ unknown: 'refused' }, context)).toMatchObject({
      reason: 'refused',
    })
    const empty = registered('qwzxv.example', 1, { registeredAtMs: null, expiresAtMs: null })
    expect(registrationReading(empty, context)).toMatchObject({ state: 'unknown' })
  })

  it("is nothing about a name that was rented below a platform: the age is the platform's", () => {
    const platform = registered('github.io', 5000)
    expect(registrationReading(platform, context)).toMatchObject({ reason: 'platform' })
  })

  it('names what it saw, strongest first', () => {
    const observation = registered('energy-verified.example', 12, {
      statuses: ['client hold'],
      privacyService: 'Somebody',
    })
    const [batch] = registrationBatches(REFERENCE, options)
    const registrars = new Map([['one registrar', 7]])
    const reading = registrationReading(observation, { ...context, batch, registrars })
    expect(reading).toMatchObject({
      state: 'read',
      logOdds: 2,
      findings: [
        { code: 'DOMAIN_YOUNG', text: 'The domain was registered 12 days ago.' },
        { code: 'REGISTRATION_BATCH' },
        { code: 'DOMAIN_ON_HOLD' },
        { code: 'REGISTRAR_MIX', logOdds: 1 },
        { code: 'NAME_GRAMMAR' },
        { code: 'REGISTRATION_SHORT' },
        { code: 'REGISTRANT_HIDDEN' },
      ],
    })
  })

  it('speaks for what is old', () => {
    const old = registered('qwzxv.example', 5000, { expiresAtMs: NOW + 100 * DAY_MS })
    expect(registrationReading(old, context)).toMatchObject({
      logOdds: expect.closeTo(-2.3, 5),
      findings: [{ code: 'DOMAIN_OLD' }],
    })
  })
})

describe('what registrations have in common', () => {
  const basket = Array.from({ length: 3 }, (_, at) =>
    registered(`q${at}wzx${'vyw'[at]}.example`, 10 - at / 1440, { nameServers: ['a.cdn.example'] }),
  )
  const others = Array.from({ length: 20 }, (_, at) =>
    registered(`${'abcdefghijklmnopqrst'[at]}zzqxw.example`, 300 - at * 12, {
      nameServers: ['a.cdn.example'],
    }),
  )

  it('is the basket that they were bought in, within minutes at one registrar', () => {
    const ties = registrationTies([...others, ...basket], { asOfMs: NOW })
    const values = basket.map(({ domain }) => ties.get(domain)!.edges.map(({ value }) => value))
    expect(values[0]!.some((value) => value.startsWith('house=one registrar'))).toBe(true)
    expect(values[1]).toEqual(expect.arrayContaining(values[0]!.filter((v) => v.includes('house'))))
    expect(ties.get(others[0]!.domain)!.edges.map(({ kind }) => kind)).toEqual(['naming'])
  })

  it('is no basket at a registrar of which much is watched', () => {
    const pair = [registered('qwzx.example', 10), registered('zxqw.example', 10 - 0.5 / 1440)]
    const found = (usual: number) =>
      registrationBursts(pair, { usualPerDay: () => usual, watchedDays: 300 }).length
    expect([found(0.01), found(13)]).toEqual([1, 0])
  })

  it('is a batch only where the reading may hold it against a site', () => {
    const ties = registrationTies(REFERENCE, { asOfMs: NOW })
    const batch = ties.get(REFERENCE[3]!.domain)!.batch!
    expect(batch.domains).toHaveLength(27)
    expect(
      registrationTies(basket.slice(0, 2), { asOfMs: NOW }).get(basket[0]!.domain)!.batch,
    ).toBeNull()
  })

  it('is the stem of the name, without figures and hyphens', () => {
    const stem = (domain: string) => namingEdge(domain)?.value ?? null
    expect(['365qwzx.example', 'qw-zx11.test', 'qwzx.example'].map(stem)).toEqual([
      'qwzx',
      'qwzx',
      'qwzx',
    ])
    expect(['shop24.example', 'bank.example', '12345.example', 'abc.example'].map(stem)).toEqual([
      null,
      null,
      null,
      null,
    ])
  })
})
