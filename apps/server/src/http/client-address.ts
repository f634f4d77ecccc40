import { BlockList } from 'node:net'

/** The header that the trusted proxies write; the other one is what anybody may have sent. */
export const PROXY_HEADERS = ['x-forwarded-for', 'forwarded'] as const
export type ProxyHeader = (typeof PROXY_HEADERS)[number]

export interface ClientAddressOptions {
  /** Addresses, CIDR ranges and names of `PROXY_RANGES`. */
  readonly trustedProxies: readonly string[]
  readonly header: ProxyHeader
  /** An address in its one spelling and whether it is on the internet; `undefined`: it is none. */
  lookUp(text: string): { readonly address: string; readonly isGlobal: boolean } | undefined
}

/** Whom a connection is from. `header`: all values of the proxy header, joined by commas. */
export type ClientAddressOf = (
  peer: string | undefined,
  header: string | undefined,
) => string | null

/** Names for ranges nobody else is reached from. */
export const PROXY_RANGES: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/**
 * The address of the client behind trusted proxies: each of them adds whom it was asked by at the
 * right, so the right-most hop that is not one of them is the client, and what stands further left
 * is what the client wrote. `null` where that cannot be told: the peer is no trusted proxy, the hop
 * is no address (`unknown`, `_hidden`), or it is not on the internet.
 */
export function createClientAddressOf(options: ClientAddressOptions): ClientAddressOf {
  const trusted = trustedList(options.trustedProxies)
  const isTrusted = (address: string): boolean =>
    trusted.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
  const hopsOf = options.header === 'forwarded' ? forwardedHops : forwardedForHops
  return (peer, header) => {
    const first = peer === undefined ? undefined : options.lookUp(peer)
    if (first === undefined || !isTrusted(first.address)) return null
    for (const hop of hopsOf(header ?? '')) {
      const address = addressOf(hop)
      const found = address === undefined ? undefined : options.lookUp(address)
      if (found === undefined) return null
      if (!isTrusted(found.address)) return found.isGlobal ? found.address : null
    }
    return null
  }
}

function trustedList(proxies: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of proxies.flatMap((proxy) => PROXY_RANGES[proxy] ?? [proxy])) {
    const [address = '', bits] = range.split('/')
    const family = address.includes(':') ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** `X-Forwarded-For: client, proxy1, proxy2`, from the right. */
function* forwardedForHops(header: string): Generator<string | undefined> {
  for (const hop of header.split(',').toReversed()) yield hop.trim()
}

/**
 * `Forwarded: for="[2001:db8::1]:4711";proto=https, for=192.0.2.60` (RFC 7239), from the right.
 * Read from the right end, what a client wrote at the left (an open quote) cannot change what a
 * proxy added to it.
 */
function* forwardedHops(header: string): Generator<string | undefined> {
  let end = header.length
  while (end > 0) {
    const start = commaBefore(header, end)
    yield forOf(header.slice(start + 1, end))
    end = start
  }
}

/** Of the last comma before `end` that stands in no quotes; -1: there is none. */
function commaBefore(header: string, end: number): number {
  let isQuoted = false
  for (let at = end - 1; at >= 0; at--) {
    if (header[at] === '"') isQuoted = !isQuoted
    else if (header[at] === ',' && !isQuoted) return at
  }
  return -1
}

const FOR = /^\s*for\s*=\s*(?:"([^"\\]*)"|([^\s"\\]+))\s*$/i

/** The `for` of one element; `undefined` when it has none, or two. */
function forOf(element: string): string | undefined {
  const found = element.split(';').flatMap((pair) => {
    const match = FOR.exec(pair)
    return match === null ? [] : [match[1] ?? match[2] ?? '']
  })
  return found.length === 1 ? found[0] : undefined
}

const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/
const WITH_PORT = /^([\d.]+):\d{1,5}$/

/** Without port and brackets. */
function addressOf(hop: string | undefined): string | undefined {
  if (hop === undefined) return undefined
  return BRACKETED.exec(hop)?.[1] ?? WITH_PORT.exec(hop)?.[1] ?? hop
}
