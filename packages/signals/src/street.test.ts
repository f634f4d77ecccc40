import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalStreet } from './street.ts'

interface Group {
  readonly country: string
  readonly lines: readonly string[]
}
const CASES = new URL('../../../spec/addresses/streets.json', import.meta.url)
const { same, different } = JSON.parse(readFileSync(CASES, 'utf8')) as {
  readonly same: readonly Group[]
  readonly different: readonly Group[]
}

describe('a street line in one form', () => {
  it.each(same.map((group) => [group.country, group.lines[0]!, group] as const))(
    'is the same for all spellings, %s: %s',
    (_country, _line, { country, lines }) => {
      const forms = lines.map((line) => canonicalStreet(line, country))
      expect(forms).toEqual(lines.map(() => forms[0]))
      expect(forms[0]).not.toBe('')
    },
  )

  it.each(different.map((group) => [group.country, ...group.lines, group] as const))(
    'is not the same, %s: %s and %s',
    (...args) => {
      const { country, lines } = args.at(-1) as Group
      const forms = lines.map((line) => canonicalStreet(line, country))
      expect(new Set(forms).size).toBe(lines.length)
    },
  )

  it('joins no two lines that are different, of all that stand in the cases', () => {
    const countries = new Set(same.map(({ country }) => country))
    for (const country of countries) {
      const groups = same.filter((group) => group.country === country)
      const forms = groups.map(({ lines }) => canonicalStreet(lines[0]!, country))
      expect(new Set(forms).size).toBe(groups.length)
    }
  })

  it('is empty only where nothing is written', () => {
    const country = fc.constantFrom('DE', 'US', 'FR', 'ES', 'IT', 'NL', 'PL', 'PT', 'CH', 'JP')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), country, (line, of) => {
        const form = canonicalStreet(line, of)
        expect(/[\p{L}\p{N}]/u.test(form)).toBe(form !== '')
      }),
    )
  })
})
