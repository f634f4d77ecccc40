import type { Continent, CountryAnswer, Point } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import { COUNTRY_ROWS } from './country-data.ts'

export interface CountryRow {
  readonly code: string
  readonly name: string
  readonly continent: Continent
  readonly inEuropeanUnion: boolean
  readonly languages: readonly string[]
  /** IANA zone, or `null` in a country of several clocks. */
  readonly timeZone: string | null
}

const rows: ReadonlyMap<string, CountryRow> = new Map(
  COUNTRY_ROWS.trim()
    .split('\n')
    .map((line) => {
      const [code = '', name = '', continent = '', union, languages = '', zone = ''] =
        line.split('|')
      const row: CountryRow = {
        code,
        name,
        continent: continent as Continent,
        inEuropeanUnion: union === 'EU',
        languages: languages === '' ? [] : languages.split(' '),
        timeZone: zone === '' ? null : zone,
      }
      return [code, row]
    }),
)

export function countryRow(code: string): CountryRow | undefined {
  return rows.get(code)
}

export function isCountry(code: string): boolean {
  return rows.has(code)
}

export function countryCodes(): readonly string[] {
  return [...rows.keys()]
}

/** `centroidOf` reads the compiled place table. */
export function lookUpCountry(
  text: string,
  centroidOf: (code: string) => Point | null,
): CountryAnswer {
  const code = text.length > 10 ? '' : text.trim().toUpperCase()
  if (!/^[A-Z]{2}$/.test(code)) return notKnown('malformed_input')
  const row = rows.get(code)
  if (row === undefined) return notKnown('not_in_reference_data')
  const { name, continent, inEuropeanUnion, languages } = row
  return {
    known: true,
    code,
    name,
    continent,
    inEuropeanUnion,
    centroid: centroidOf(code),
    languages,
  }
}
