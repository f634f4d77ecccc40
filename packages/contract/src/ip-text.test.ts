import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isIpAddress } from './ip-text.ts'

describe('isIpAddress', () => {
  it.each([
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '1::',
    '2001:db8::ff00:42:8329',
    '::ffff:192.0.2.1',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:192.0.2.1',
    'FE80::1',
  ])('accepts %s', (text) => {
    expect(isIpAddress(text)).toBe(true)
  })

  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4:80',
    '[::1]',
    '::1%eth0',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '192.0.2.1::',
    '12345::',
    'g::',
    '::1/64',
    ' ::1',
    '1:',
    ':1',
  ])('refuses %s', (text) => {
    expect(isIpAddress(text)).toBe(false)
  })

  it('agrees with the platform', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(':', '::', '.', '1.2.3.4', '0', 'ffff', '255', '%'),
        fc.integer({ min: 0, max: 70_000 }).map((number) => number.toString(16)),
      ),
      { maxLength: 16 },
    )
    const texts = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      pieces.map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        expect(isIpAddress(text)).toBe(isIP(text) !== 0 && !text.includes('%'))
      }),
      { numRuns: 5000 },
    )
  })
})
