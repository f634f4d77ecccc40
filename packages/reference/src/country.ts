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

/** The answer about every country, made once. */
export class CountryAnswers {
  readonly #answers: ReadonlyMap<string, CountryAnswer>

  /** `centroidOf` reads the compiled place table. */
  constructor(centroidOf: (code: string) => Point | null) {
    this.#answers = new Map(
      [...rows.values()].map(({ code, name, continent, inEuropeanUnion, languages }) => [
        code,
        {
          known: true,
          code,
          name,
          continent,
          inEuropeanUnion,
          centroid: centroidOf(code),
          languages,
        },
      ]),
    )
  }

  lookUp(text: string): CountryAnswer {
    const answer = this.#answers.get(text)
    if (answer !== undefined) return answer
    const code = text.length > 10 ? '' : text.trim().toUpperCase()
    if (!/^[A-Z]{2}$/.test(code)) return notKnown('malformed_input')
    return this.#answers.get(code) ?? notKnown('not_in_reference_data')
  }
}
