import { openDialer, type Dialer } from '../dialer.ts'
import { EgressError } from '../egress-error.ts'
import { exchange, type ExchangeAnswer, type ExchangeLimits } from '../exchange.ts'
import { openResolver, type NameResolver } from '../resolver.ts'
import { addressesOfThisMachine, publicAddressOf } from './public-address.ts'
import { redirectOf } from './redirect.ts'
import { readTarget, WEB_PORTS } from './target.ts'

/** How much one fetch may take. */
export interface FetchLimits extends ExchangeLimits {
  /** For the whole of it: names, connections, redirects, bodies. */
  readonly timeoutMs: number
  readonly redirectsMax: number
}

export const FETCH_LIMITS: FetchLimits = {
  bytesMax: 1_048_576,
  contentTypes: null,
  timeoutMs: 10_000,
  redirectsMax: 5,
}

export interface Hop {
  readonly url: string
  readonly status: number
  /** Where the socket went. */
  readonly address: string
  /** From https to http: what follows can be read and changed on the way. */
  readonly isDowngrade: boolean
}

export interface Fetched extends ExchangeAnswer {
  /** Where the answer came from, after redirects. */
  readonly url: string
  /** Every request made, the last one included. */
  readonly hops: readonly Hop[]
}

/** The way out to addresses that somebody else chose: links, registries, redirects. */
export interface HostileDoor {
  /**
   * Fetches with GET. Sends no cookie, no credentials, no referrer.
   * @throws EgressError
   */
  fetch(
    url: string,
    options?: {
      readonly headers?: Readonly<Record<string, string>>
      readonly limits?: Partial<FetchLimits>
      readonly signal?: AbortSignal
    },
  ): Promise<Fetched>
}

export interface HostileDoorParts {
  readonly resolver?: NameResolver
  readonly dialer?: Dialer
  /** Addresses of this machine: public ones too are none of a stranger's business. */
  readonly ownAddresses?: () => ReadonlySet<string>
  readonly ports?: ReadonlySet<number>
}

/**
 * Opens the hostile door: global unicast only. A name is resolved once and every one of its
 * addresses is checked; the socket goes to one that was, so a second answer of the DNS has no say.
 * Every redirect is checked like the first URL.
 */
export function openHostileDoor(parts: HostileDoorParts = {}): HostileDoor {
  const {
    resolver = openResolver(),
    dialer = openDialer(),
    ownAddresses = addressesOfThisMachine,
    ports = WEB_PORTS,
  } = parts

  return {
    async fetch(url, { headers = {}, limits: given = {}, signal: outer } = {}) {
      const limits = { ...FETCH_LIMITS, ...given }
      const deadline = AbortSignal.timeout(limits.timeoutMs)
      const signal = outer === undefined ? deadline : AbortSignal.any([outer, deadline])
      const hops: Hop[] = []
      let target = readTarget(url, ports)
      for (;;) {
        const address = await publicAddressOf(target, { resolver, ownAddresses }, signal)
        const tls = target.isTls ? { serverName: target.name ?? address } : null
        const socket = await dialer.dial({ address, port: target.port, tls, signal })
        const request = { method: 'GET', url: target.url, headers } as const
        const answer = await exchange(socket, request, limits, signal)
        const next = redirectOf(answer, target.url)
        // Schemes may be written in capitals.
        const isDowngrade = next !== null && target.isTls && /^http:/i.test(next)
        hops.push({ url: target.url.href, status: answer.status, address, isDowngrade })
        if (next === null) return { ...answer, url: target.url.href, hops }
        if (hops.length > limits.redirectsMax) {
          throw new EgressError('too_many_redirects', `more than ${limits.redirectsMax} redirects`)
        }
        target = readTarget(next, ports)
      }
    },
  }
}
