import { describe, expect, it } from 'vitest'
import { forecast } from './forecast.ts'

const named = (...domains: readonly string[]) => domains.map((domain) => ({ domain }))
const first = (domains: readonly string[], count = 100) =>
  forecast(named(...domains), { count }).candidates.map(({ domain }) => domain)

/** 27 names in the grammar of the reference case, in the order in which they were registered. */
const SECTORS = ['energy', 'power', 'solar', 'hydro', 'grid', 'wind', 'fuel']
const CLAIMS = ['exchange', 'verified', 'certified', 'network']
const REFERENCE = SECTORS.flatMap((sector) => CLAIMS.map((claim) => `${sector}-${claim}`))
  .map((label, at) => ({ label, order: (at * 11) % 28 }))
  .toSorted((a, b) => a.order - b.order)
  .slice(0, 27)
  .map(({ label }, at) => `${label}.${at % 3 === 0 ? 'example' : 'network'}`)

describe('a forecast', () => {
  it('finds later names of the reference grammar among its first hundred', () => {
    const [known, later] = [REFERENCE.slice(0, 18), REFERENCE.slice(18)]
    const found = first(known, 100)
    const hits = later.filter((domain) => found.includes(domain))
    expect(hits.length / later.length).toBeGreaterThanOrEqual(0.8)
    expect(later.filter((domain) => first(known, 10).includes(domain)).length).toBeLessThan(
      later.length,
    )
  })

  it('goes on with numbers, and keeps their width', () => {
    const found = first(['shop-07.example', 'shop-08.example', 'shop-10.example'], 4)
    expect(found).toContain('shop-09.example')
    expect(found).toContain('shop-11.example')
  })

  it('fills the place where names differ by a letter', () => {
    expect(first(['officeac.top', 'officebc.top', 'officedc.top'])).toContain('officecc.top')
  })

  it('tries known names under the other suffixes of the campaign', () => {
    expect(first(['qwzxv.example', 'vxzwq.test'], 10).toSorted()).toEqual([
      'qwzxv.test',
      'vxzwq.example',
    ])
  })

  it('names nothing that is known, nothing twice, and is sure of nothing', () => {
    const { candidates } = forecast(named(...REFERENCE), { count: 1000 })
    const domains = candidates.map(({ domain }) => domain)
    expect(new Set(domains).size).toBe(domains.length)
    expect(domains.filter((domain) => REFERENCE.includes(domain))).toEqual([])
    const shares = candidates.map(({ share }) => share)
    expect(shares).toEqual(shares.toSorted((a, b) => b - a))
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9)
  })

  it('does not depend on the order of the members', () => {
    expect(forecast(named(...REFERENCE.toReversed()))).toEqual(forecast(named(...REFERENCE)))
  })

  it('tells where the operator buys', () => {
    const members = ['a', 'b', 'c'].map((name) => ({
      domain: `${name}gold-verified.example`,
      registrar: name === 'a' ? 'One' : 'Two',
    }))
    expect(forecast(members).registrars).toEqual([
      { registrar: 'Two', share: 2 / 3 },
      { registrar: 'One', share: 1 / 3 },
    ])
    expect(forecast([])).toEqual({ candidates: [], registrars: [], suffixes: [] })
  })

  it('is bounded, whatever the names', () => {
    const numbers = Array.from({ length: 600 }, (_, at) => `${'1a'.repeat(30)}${at}.s${at}.example`)
    expect(first(numbers, 100_000).length).toBeLessThanOrEqual(20_000)
    const grammars = Array.from({ length: 600 }, (_, at) => {
      const [first, second] = [at % 25, Math.floor(at / 25)].map((count) => '-'.repeat(1 + count))
      return `gold${first}trusted${second}energy-official.s${at}.example`
    })
    expect(first(grammars, 100_000).length).toBeLessThanOrEqual(20_000)
  }, 5000)
})
