import { describe, expect, it } from 'vitest'
import { CountryAnswers, countryCodes, countryRow } from './country.ts'
import { ZONE_CITIES } from './zone-cities.ts'

const CONTINENTS = ['AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA']

describe('the country table', () => {
  it('has the 249 countries of ISO 3166-1 and Kosovo, each whole', () => {
    const codes = countryCodes()
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes).toHaveLength(250)
    for (const code of codes) {
      const row = countryRow(code)
      expect(row?.code).toMatch(/^[A-Z]{2}$/)
      expect(row?.name).not.toBe('')
      expect(CONTINENTS).toContain(row?.continent)
      for (const language of row?.languages ?? []) expect(language).toMatch(/^[a-z]{2}$/)
    }
  })

  it('has 27 members of the European Union', () => {
    expect(countryCodes().filter((code) => countryRow(code)?.inEuropeanUnion)).toHaveLength(27)
  })

  it('names only time zones that exist', () => {
    const single = countryCodes().flatMap((code) => countryRow(code)?.timeZone ?? [])
    const several = Object.values(ZONE_CITIES).flatMap((rows) =>
      rows.map((row) => row.split(' ')[0]),
    )
    expect(several).toHaveLength(74)
    for (const timeZone of [...single, ...several]) {
      expect(() => new Intl.DateTimeFormat('en', { timeZone: timeZone ?? '' })).not.toThrow()
    }
  })

  it('gives one clock or several to a country, never both', () => {
    for (const code of Object.keys(ZONE_CITIES)) expect(countryRow(code)?.timeZone).toBeNull()
  })

  it('reads codes of any case and no others', () => {
    const countries = new CountryAnswers(() => null)
    expect(countries.lookUp('DE')).toEqual({
      known: true,
      code: 'DE',
      name: 'Germany',
      continent: 'EU',
      inEuropeanUnion: true,
      languages: ['de'],
      centroid: null,
    })
    expect(countries.lookUp(' de')).toMatchObject({ known: true, code: 'DE' })
    expect(countries.lookUp('QQ')).toMatchObject({ reason: 'not_in_reference_data' })
    expect(countries.lookUp('DEU')).toMatchObject({ reason: 'malformed_input' })
  })
})
