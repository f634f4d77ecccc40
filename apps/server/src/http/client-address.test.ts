import { describe, expect, it } from 'vitest'
import { createClientAddressOf, type ProxyHeader } from './client-address.ts'

/** As the reference data answers, for the addresses of these tests. */
function lookUp(text: string) {
  const mapped = /^::ffff:([\d.]+)$/.exec(text)?.[1] ?? text
  const isAddress = /^(?:\d{1,3}\.){3}\d{1,3}$/.test(mapped) || /^[\da-f:]*:[\da-f:]*$/.test(mapped)
  if (!isAddress) return undefined
  return {
    address: mapped,
    isGlobal: !/^(?:10\.|127\.|192\.168\.|169\.254\.|::1$|fd)/.test(mapped),
  }
}

const clientOf = (
  header: ProxyHeader,
  trustedProxies = ['10.0.0.0/8', '2600:1::/32', 'loopback'],
) => createClientAddressOf({ trustedProxies, header, lookUp })

const PROXY = '10.0.0.1'
const CLIENT = '81.2.69.160'

describe('X-Forwarded-For', () => {
  const client = clientOf('x-forwarded-for')

  it.each([
    ['one proxy', CLIENT, CLIENT],
    ['a chain of trusted proxies', `${CLIENT}, 10.0.0.9, 10.1.2.3`, CLIENT],
    ['no blanks', `${CLIENT},10.0.0.9`, CLIENT],
    ['what the client wrote before it', `8.8.8.8, 1.1.1.1, ${CLIENT}`, CLIENT],
    ['an address of a proxy that the client wrote', `10.0.0.7, ${CLIENT}`, CLIENT],
    ['garbage that the client wrote', `"><script>,, ,unknown, ${CLIENT}`, CLIENT],
    ['a port', `${CLIENT}:51234`, CLIENT],
    ['IPv6', '2a02:c7d::1', '2a02:c7d::1'],
    ['IPv6 in brackets', '[2a02:c7d::1]', '2a02:c7d::1'],
    ['IPv6 with a port', '[2a02:c7d::1]:443, 10.0.0.9', '2a02:c7d::1'],
    ['IPv4 inside of IPv6', `::ffff:${CLIENT}`, CLIENT],
    ['a trusted IPv6 proxy', `${CLIENT}, 2600:1::5`, CLIENT],
  ])('tells the client behind %s', (_what, header, expected) => {
    expect(client(PROXY, header)).toBe(expected)
  })

  it.each([
    ['without the header', undefined],
    ['empty', ''],
    ['blank', ' , '],
    ['of trusted proxies only', '10.0.0.2, 10.0.0.3'],
    ['with a private address', '192.168.1.20'],
    ['with a loopback address behind it', `${CLIENT}, 127.0.0.1, 192.168.1.20`],
    ['with a unique local address', 'fd00::1'],
    ['with a name', `${CLIENT}, example.com`],
    ['with a word', 'unknown'],
    ['with a zone', 'fe80::1%eth0'],
    ['with an open bracket', '[2a02:c7d::1'],
    ['with a port that is none', `${CLIENT}:port`],
    ['with a range', '81.2.69.0/24'],
    ['with garbage at the right', `${CLIENT}, \u0000`],
    ['in the other header’s words', `for=${CLIENT}`],
  ])('tells nothing %s', (_what, header) => {
    expect(client(PROXY, header)).toBeNull()
  })

  it.each(['81.2.69.142', '192.168.0.1', '2a02:c7d::9', '', 'nonsense', undefined])(
    'is not believed from a peer that is no trusted proxy: %s',
    (peer) => {
      expect(client(peer, CLIENT)).toBeNull()
      expect(client(peer, undefined)).toBeNull()
    },
  )

  it('is believed from a trusted peer however its address is written', () => {
    expect(client('::ffff:10.0.0.1', CLIENT)).toBe(CLIENT)
    expect(client('::1', CLIENT)).toBe(CLIENT)
    expect(client('127.0.0.1', CLIENT)).toBe(CLIENT)
    expect(client('2600:1::1', CLIENT)).toBe(CLIENT)
  })

  it('is believed from nobody when no proxy is trusted', () => {
    expect(clientOf('x-forwarded-for', [])(PROXY, CLIENT)).toBeNull()
    expect(clientOf('x-forwarded-for', [])('127.0.0.1', CLIENT)).toBeNull()
  })

  it('is long without being slow', () => {
    const header = `${'1.1.1.1,'.repeat(2000)}${CLIENT}`
    expect(client(PROXY, header)).toBe(CLIENT)
    expect(client(PROXY, '10.0.0.2,'.repeat(2000))).toBeNull()
  })
})

describe('Forwarded', () => {
  const client = clientOf('forwarded')

  it.each([
    ['a token', `for=${CLIENT}`, CLIENT],
    [
      'a token and other parameters',
      `by=10.0.0.1;for=${CLIENT};proto=https;host=shop.example`,
      CLIENT,
    ],
    ['a quoted address', `for="${CLIENT}"`, CLIENT],
    ['a quoted address with a port', `For="${CLIENT}:47011"`, CLIENT],
    ['IPv6', 'for="[2a02:c7d::1]"', '2a02:c7d::1'],
    ['IPv6 with a port', 'for="[2a02:c7d::1]:4711";proto=http', '2a02:c7d::1'],
    ['a chain', `for=${CLIENT}, for=10.0.0.9;by=10.0.0.1`, CLIENT],
    ['what the client wrote before it', `for=8.8.8.8, for=${CLIENT}`, CLIENT],
    ['a quote that the client left open', `for="8.8.8.8, for=${CLIENT}`, CLIENT],
    ['a quoted comma', `for=8.8.8.8, for=${CLIENT};host="a,b"`, CLIENT],
    ['an open quote before a quoted one', `for="x, for="[2a02:c7d::1]:80"`, '2a02:c7d::1'],
  ])('tells the client by %s', (_what, header, expected) => {
    expect(client(PROXY, header)).toBe(expected)
  })

  it.each([
    ['hidden', 'for=_hidden'],
    ['unknown', `for=${CLIENT}, for=unknown`],
    ['not named', 'proto=https;by=10.0.0.1'],
    ['named twice', `for=${CLIENT};for=8.8.8.8`],
    ['private', 'for=192.168.0.4'],
    ['with an escape', `for="${CLIENT}\\""`],
    ['with an open quote', `for="${CLIENT}`],
    ['empty', 'for='],
    ['in the other header’s form', CLIENT],
  ])('tells nothing where the client is %s', (_what, header) => {
    expect(client(PROXY, header)).toBeNull()
  })
})
