import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasPrefix, parseIp } from './ip-address.ts'
import { ipKind } from './ip-kind.ts'
import { formatIpRange, isGlobalRange, parseIpRange } from './ip-range.ts'

const spelled = (text: string) => {
  const range = parseIpRange(text)
  return range === undefined ? undefined : formatIpRange(range)
}

describe('parseIpRange', () => {
  it.each([
    ['198.51.100.0/24', '198.51.100.0/24'],
    ['198.51.100.77/24', '198.51.100.0/24'],
    ['198.51.100.77', '198.51.100.77/32'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['2001:DB8:0:0:1::/64', '2001:db8::/64'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['2001:db8:ffff:ffff::/33', '2001:db8:8000::/33'],
    ['::ffff:198.51.100.7/120', '198.51.100.0/24'],
    ['::ffff:198.51.100.7', '198.51.100.7/32'],
    ['::/0', '::/0'],
  ])('reads %s as %s', (text, canonical) => {
    expect(spelled(text)).toBe(canonical)
  })

  it.each([
    '',
    '/24',
    '198.51.100.0/33',
    '198.51.100.0/024',
    '198.51.100.0/-1',
    '198.51.100.0/ 24',
    '198.51.100/24',
    '198.51.100.*',
    '198.51.100.1-198.51.100.9',
    '2001:db8::/129',
    'fe80::1%eth0/64',
    '::ffff:198.51.100.7/95',
    '[2001:db8::]/32',
  ])('refuses %j', (text) => {
    expect(spelled(text)).toBeUndefined()
  })

  it('keeps the address inside, and says the same of what it wrote', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(128), (text, length) => {
        const ip = parseIp(text)!
        const range = parseIpRange(`${text}/${length}`)
        if (range === undefined) return
        expect(hasPrefix(ip.words, range.words, range.bits)).toBe(true)
        expect(parseIpRange(formatIpRange(range))).toEqual(range)
      }),
    )
  })
})

describe('a public network', () => {
  it.each(['8.8.8.0/24', '8.8.8.8', '2a00::/12', '2001:4:112::/48', '2001:4860::/32'])(
    'is %s',
    (text) => {
      expect(isGlobalRange(parseIpRange(text)!)).toBe(true)
    },
  )

  it.each([
    ['private', '10.1.0.0/16'],
    ['around a private one', '8.0.0.0/6'],
    ['around a documentation one', '203.0.0.0/8'],
    ['everything', '0.0.0.0/0'],
    ['shared by carriers', '100.64.0.1'],
    ['local', 'fe80::/10'],
    ['around documentation', '2001::/16'],
    ['not allocated', '4000::/3'],
    ['around a hole that is public', '2001:4::/32'],
  ])('is none that is %s: %s', (_what, text) => {
    expect(isGlobalRange(parseIpRange(text)!)).toBe(false)
  })

  it('has public addresses only', () => {
    const base = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom('10.0.0.1', '198.51.100.1', '2001:db8::1', '2001:4:112::5', '64:ff9b::1'),
    )
    fc.assert(
      fc.property(base, fc.nat(128), fc.tuple(fc.nat(), fc.nat()), (text, length, [c, d]) => {
        const range = parseIpRange(`${text}/${length}`)
        if (range === undefined || !isGlobalRange(range)) return
        const { version, words, bits } = range
        const inside = words.map((word, at) => {
          const free = Math.min(32, Math.max(0, at * 32 + 32 - bits))
          const noise = (at % 2 === 0 ? c : d) >>> 0
          return free === 0 ? word : (word | (free === 32 ? noise : noise & (2 ** free - 1))) >>> 0
        })
        expect(
          ipKind({ version, words: version === 4 ? [inside[0]!, 0, 0, 0] : (inside as never) }),
        ).toBe('global')
      }),
      { numRuns: 2000 },
    )
  })
})
