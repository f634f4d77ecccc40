import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BRAND_RANGES } from '@gatehouse/contract'
import type { AvsFacts, CardCheckAnswer } from '@gatehouse/contract'
import { afterAll, describe, expect, it } from 'vitest'
import { readCases } from '../test/cases.ts'
import { BinTable } from './bin-table.ts'
import { readAvs, readCvv } from './card-checks.ts'
import { BRAND_RANGES as LOOK_UP_RANGES, lookUpCard } from './card.ts'

const directory = mkdtempSync(join(tmpdir(), 'gatehouse-bins-'))
afterAll(() => rmSync(directory, { recursive: true }))

const checks = readCases('card-checks') as {
  readonly avs: { code: string; street: string; postcode: string }[]
  readonly cvv: { code: string; result: string }[]
}

function word(answer: CardCheckAnswer): string {
  return answer.known ? answer.result : answer.reason
}

function words({ street, postcode }: AvsFacts): object {
  return { street: word(street), postcode: word(postcode) }
}

describe('card checks', () => {
  it.each(checks.avs)('avs `$code` is street $street, postcode $postcode', (row) => {
    expect(words(readAvs(row.code))).toEqual({ street: row.street, postcode: row.postcode })
  })

  it.each(checks.cvv)('cvv `$code` is $result', ({ code, result }) => {
    expect(word(readCvv(code))).toBe(result)
  })
})

describe('lookUpCard', () => {
  it('finds the first range that a card is in', () => {
    const ends = LOOK_UP_RANGES.flatMap(([first, last]) => [first - 1, first, last, last + 1])
    for (const prefix of [...ends, 0, 9999, 10_000, 99_999, 999_999]) {
      const range = LOOK_UP_RANGES.find(([first, last]) => prefix >= first && prefix <= last)
      const answer = lookUpCard(String(prefix).padStart(6, '0'), undefined)
      expect(answer).toMatchObject({ known: true, brand: range?.[2] ?? null })
    }
  })

  it('agrees with every range that card numbers are recognised by', () => {
    const brandAt = ({ first }: { first: number }): unknown => {
      const answer = lookUpCard(String(first).padEnd(6, '0'), undefined)
      return { first, brand: answer.known ? answer.brand : answer.reason }
    }
    const wanted = BRAND_RANGES.map(({ first, brand }) => ({ first, brand }))
    expect(BRAND_RANGES.map(brandAt)).toEqual(wanted)
  })

  it.each([
    ['our own', 'bin_start,bin_end,country,issuer,funding\n457173,,DK,Jyske Bank,debit'],
    [
      'binlist',
      'iin_start,iin_end,number_length,number_luhn,scheme,brand,type,prepaid,country,bank_name\n457173,,16,,visa,Dankort,debit,,DK,Jyske Bank',
    ],
    ['another', 'BIN,Brand,Type,Bank,Country Code\n457173,VISA,DEBIT,Jyske Bank,dk'],
  ])('knows the issuer by a table with a header of %s shape', (shape, text) => {
    const path = join(directory, `${shape}.csv`)
    writeFileSync(path, `${text}\n`)
    expect(lookUpCard('45717360', BinTable.open(path))).toMatchObject({
      issuer: { known: true, country: 'DK', name: 'Jyske Bank', funding: 'debit' },
    })
  })

  it('gives the narrower row the say in the table of somebody else', () => {
    const path = join(directory, 'nested.csv')
    const rows = ['4571,DK', '457105,SE', '45710516,NO', '45710517,FI', '457199,DE', '4580,IL']
    writeFileSync(path, ['bin,country', ...rows].join('\n'))
    const table = BinTable.open(path)
    const countries = ['45710000', '45710500', '45710516', '45710517', '45710518', '45710600']
    const more = ['45719900', '45720000', '45800000', '45809999', '45810000']
    const found = [...countries, ...more].map((bin) => table.lookUp(bin))
    expect(found.map((issuer) => (issuer.known ? issuer.country : '-'))).toEqual([
      'DK',
      'SE',
      'NO',
      'FI',
      'SE',
      'DK',
      'DE',
      '-',
      'IL',
      'IL',
      '-',
    ])
  })

  it('believes the column that says prepaid, and no word that is not ours', () => {
    const path = join(directory, 'prepaid.csv')
    const rows = ['iin_start,type,prepaid,country', '411111,debit,y,US', '422222,deferred,,US']
    writeFileSync(path, rows.join('\n'))
    const table = BinTable.open(path)
    expect(lookUpCard('411111', table)).toMatchObject({ issuer: { funding: 'prepaid' } })
    expect(lookUpCard('422222', table)).toMatchObject({ issuer: { country: 'US', funding: null } })
  })

  it('does not know the issuer without a table', () => {
    expect(lookUpCard('411111', undefined)).toMatchObject({
      issuer: { known: false, reason: 'not_configured' },
    })
  })

  it.each(['4111111111111111', '41111', '', '4111 11', '４１１１１１'])('refuses `%s`', (bin) => {
    expect(lookUpCard(bin, undefined)).toEqual({ known: false, reason: 'malformed_input' })
  })
})

describe('a bin table', () => {
  const header = 'bin_start,bin_end,country,issuer,funding\n'
  const path = join(directory, 'bins.csv')

  it('answers for both ends of a range and for longer prefixes', () => {
    writeFileSync(path, `${header}457173,,DK,"Bank, Ltd",debit\n51000000,51009999,US,,\n`)
    const table = BinTable.open(path)
    const bank = { known: true, country: 'DK', name: 'Bank, Ltd', funding: 'debit' }
    expect(table.lookUp('457173')).toEqual(bank)
    expect(table.lookUp('45717399')).toEqual(bank)
    expect(table.lookUp('51009999')).toMatchObject({ country: 'US', name: null, funding: null })
    expect(table.lookUp('457174')).toEqual({ known: false, reason: 'not_in_reference_data' })
    expect(table.lookUp('457172')).toEqual({ known: false, reason: 'not_in_reference_data' })
  })

  it.each([
    ['1234,,DE,x,debit\n', /needs the header/],
    [`${header}abc,,DE,x,debit\n`, /line 2 cannot be read/],
    [`${header}4571,,Germany,x,debit\n`, /line 2 cannot be read/],
    [`${header}4571,,DE,x,gold\n`, /line 2 cannot be read/],
    [`${header}4571,4570,DE,x,debit\n`, /line 2 cannot be read/],
    [`${header}4571,,DE,x,debit\n45710000,,DE,y,debit\n`, /two rows/],
  ])('is refused: %j', (text, message) => {
    writeFileSync(path, text)
    expect(() => BinTable.open(path)).toThrow(message)
  })
})
