import { describe, expect, it } from 'vitest'
import { lookUpPhone } from './phone.ts'

describe('lookUpPhone', () => {
  it.each([
    ['+1 650 253 0000', null, '+16502530000', 'US', 'fixed_line_or_mobile'],
    ['030 901820', 'DE', '+4930901820', 'DE', 'fixed_line'],
    ['0151 23456789', 'de', '+4915123456789', 'DE', 'mobile'],
    ['+44 7400 123456', 'US', '+447400123456', 'GB', 'mobile'],
    ['(800) 234-5678', 'US', '+18002345678', 'US', 'toll_free'],
    ['+800 1234 5678', null, '+80012345678', null, 'toll_free'],
  ])('reads %s in %s', (text, defaultCountry, e164, country, lineType) => {
    const answer = { known: true, valid: true, e164, country, lineType }
    expect(lookUpPhone(text, defaultCountry)).toEqual(answer)
  })

  it('knows a number that the plan does not allot, as not valid', () => {
    expect(lookUpPhone('+1 200 000 0000', null)).toMatchObject({ valid: false, lineType: null })
  })

  it.each([
    ['0301 901820', null],
    ['abc', 'DE'],
    ['', 'DE'],
    ['call 030 901820 now', 'DE'],
    ['030 901820', 'XX'],
    ['1'.repeat(200), 'US'],
  ])('finds `%s` in %s malformed', (text, country) => {
    expect(lookUpPhone(text, country)).toEqual({ known: false, reason: 'malformed_input' })
  })
})
