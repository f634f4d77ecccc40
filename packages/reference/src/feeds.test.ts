import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { FeedSet, parseNetwork } from './feeds.ts'
import { parseIp } from './ip-address.ts'

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
