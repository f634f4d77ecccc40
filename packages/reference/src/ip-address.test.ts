import { isIpAddress } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCases } from '../test/cases.ts'
import { formatIp, ipKind, parseIp } from './ip-address.ts'

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

  it('accepts exactly the addresses that an event may carry', () => {
    fc.assert(
      fc.property(text, (text) => {
        expect(parseIp(text) !== undefined).toBe(isIpAddress(text))
      }),
      { numRuns: 2000 },
    )
  })
})
