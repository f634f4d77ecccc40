import { isIpAddress } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCases } from '../test/cases.ts'
import { formatIp, parseIp } from './ip-address.ts'
import { ipKind } from './ip-kind.ts'

interface Case {
  readonly text: string
  readonly address: string | null
  readonly kind?: string
}

const text = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4Extended(),
  fc.string({ unit: fc.constantFrom('0', '1', '9', 'f', ':', '::', '.', '25', '%', ' ') }),
)

describe('parseIp', () => {
  it.each(readCases('ip-addresses') as Case[])('reads $text', ({ text, address, kind }) => {
    const ip = parseIp(text)
    expect(ip === undefined ? null : formatIp(ip)).toBe(address)
    expect(ip && ipKind(ip)).toBe(kind)
  })

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const ip = parseIp(text)
        expect(ip).toBeDefined()
        if (ip !== undefined) expect(parseIp(formatIp(ip))).toEqual(ip)
      }),
    )
  })

  it('writes IPv6 as the URL standard does, and takes a text for canonical only if it is', () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), {
      minLength: 8,
      maxLength: 8,
    })
    const spelling = fc
      .tuple(groups, fc.boolean(), fc.boolean())
      .map(([values, isWide, isUpper]) => {
        const hex = values
          .map((value) => value.toString(16).padStart(isWide ? 4 : 1, '0'))
          .join(':')
        return isUpper ? hex.toUpperCase() : hex
      })
    fc.assert(
      fc.property(fc.oneof(spelling, fc.ipV6()), (text) => {
        const ip = parseIp(text)!
        const canonical = formatIp(ip)
        expect(formatIp(ip, text)).toBe(canonical)
        expect(formatIp(ip, canonical)).toBe(canonical)
        // URLs keep IPv4-mapped addresses as IPv6.
        if (ip.version === 6) expect(`[${canonical}]`).toBe(new URL(`http://[${text}]`).hostname)
      }),
      { numRuns: 5000 },
    )
  })

  it('accepts exactly the addresses that an event may carry', () => {
    fc.assert(
      fc.property(text, (text) => {
        expect(parseIp(text) !== undefined).toBe(isIpAddress(text))
      }),
      { numRuns: 2000 },
    )
  })
})
