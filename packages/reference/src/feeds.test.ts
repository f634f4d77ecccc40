import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { FeedSet, parseNetwork } from './feeds.ts'
import { formatIp, hasPrefix, parseIp } from './ip-address.ts'

const directory = mkdtempSync(join(tmpdir(), 'gatehouse-feeds-'))
afterAll(() => rmSync(directory, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

function lookUp(feeds: FeedSet, address: string): unknown {
  const ip = parseIp(address)
  return ip && feeds.lookUp(ip)
}

const tor = file('tor.txt', '# exits\n185.220.101.1\n\n2a0b:f4c2::/32 # a relay\n')
const vpn = file('vpn.txt', '2.26.157.0/24\r\n0.0.0.0/1\n')

describe('address feeds', () => {
  it('say nothing when none is configured', () => {
    expect(lookUp(FeedSet.open([]), '1.1.1.1')).toEqual({ known: false, reason: 'not_configured' })
  })

  it('name the kinds that contain the address and the kinds that were checked', () => {
    const feeds = FeedSet.open([
      { path: tor, kind: 'tor_exit' },
      { path: vpn, kind: 'vpn' },
    ])
    const checked = ['tor_exit', 'vpn']
    expect(lookUp(feeds, '185.220.101.1')).toEqual({ known: true, kinds: ['tor_exit'], checked })
    expect(lookUp(feeds, '185.220.101.2')).toEqual({ known: true, kinds: [], checked })
    expect(lookUp(feeds, '2a0b:f4c2:1::9')).toMatchObject({ kinds: ['tor_exit'] })
    expect(lookUp(feeds, '2a0b:f4c3::9')).toMatchObject({ kinds: [] })
    expect(lookUp(feeds, '127.255.255.255')).toMatchObject({ kinds: ['vpn'] })
  })

  it('contain what lies in one of their networks, whatever its length', () => {
    const address = fc.oneof(
      fc.tuple(fc.nat(3), fc.nat(255)).map(([a, b]) => `${a}.0.${b}.7`),
      fc
        .array(fc.constantFrom('0', '1', '8000'), { minLength: 4, maxLength: 4 })
        .map(([a, b, c, d]) => `2001:${a}:0:${b}:${c}:0:${d}:7`),
    )
    const network = fc.tuple(address, fc.nat(128)).map(([text, bits]) => {
      const { version, words } = parseIp(text)!
      const prefixLength = version === 4 ? bits >>> 2 : bits
      const [a = 0, b = 0, c = 0, d = 0] = words.map((word, at) => {
        const kept = Math.max(0, Math.min(32, prefixLength - at * 32))
        return kept === 0 ? 0 : (word & (0xffffffff << (32 - kept))) >>> 0
      })
      return { version, words: [a, b, c, d] as const, prefixLength }
    })
    fc.assert(
      fc.property(fc.array(network, { maxLength: 6 }), fc.array(address), (networks, addresses) => {
        const lines = networks.map((each) => `${formatIp(each)}/${each.prefixLength}`)
        const feeds = FeedSet.open([{ path: file('any.txt', lines.join('\n')), kind: 'vpn' }])
        for (const text of addresses) {
          const ip = parseIp(text)!
          const isInside = networks.some(
            ({ version, words, prefixLength }) =>
              version === ip.version && hasPrefix(ip.words, words, prefixLength),
          )
          expect(feeds.lookUp(ip)).toMatchObject({ kinds: isInside ? ['vpn'] : [] })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('change their version with their content', () => {
    const [before] = FeedSet.open([{ path: tor, kind: 'tor_exit' }]).sources
    file('tor.txt', '185.220.101.2\n')
    const [after] = FeedSet.open([{ path: tor, kind: 'tor_exit' }]).sources
    expect(after?.version).not.toBe(before?.version)
  })

  it('are refused whole, naming the line that cannot be read', () => {
    const path = file('bad.txt', '1.2.3.4\n1.2.3.0/33\n')
    expect(() => FeedSet.open([{ path, kind: 'vpn' }])).toThrow(/line 2 is no address or network/)
    expect(() => FeedSet.open([{ path: join(directory, 'none'), kind: 'vpn' }])).toThrow(
      expect.objectContaining({ code: 'feed_invalid' }),
    )
  })
})

describe('parseNetwork', () => {
  it.each(['1.2.3.4/24', '::1/64', '1.2.3.0/', '1.2.3.0/-1', '1.2.3.0/024x', 'x/8', '::/129'])(
    'refuses %s',
    (text) => {
      expect(parseNetwork(text)).toBeUndefined()
    },
  )

  it.each([
    ['1.2.3.0/24', 24],
    ['1.2.3.4', 32],
    ['::/0', 0],
    ['2001:db8:8000::/33', 33],
  ])('reads %s', (text, prefixLength) => {
    expect(parseNetwork(text)?.prefixLength).toBe(prefixLength)
  })
})
