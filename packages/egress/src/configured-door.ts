import { isIP } from 'node:net'
import { openDialer, type Dialer } from './dialer.ts'
import { EgressError } from './egress-error.ts'
import { exchange, type ExchangeAnswer } from './exchange.ts'
import { FETCH_LIMITS, type FetchLimits } from './hostile/hostile-door.ts'
import { openResolver, type NameResolver } from './resolver.ts'

export interface ConfiguredRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly limits?: Partial<Pick<FetchLimits, 'bytesMax' | 'timeoutMs' | 'contentTypes'>>
  readonly signal?: AbortSignal
}

/**
 * The way out to hosts that the operator named: a score service, a chat, a payment provider. They
 * may stand in the operator's own network. Redirects are not followed: nobody named where to.
 */
export interface ConfiguredDoor {
  /** @throws EgressError `refused_target` for an origin that was not named */
  send(request: ConfiguredRequest): Promise<ExchangeAnswer>
}

export interface ConfiguredDoorParts {
  /** `https://host` or `https://host:port`; `http:` where the operator wrote it. */
  readonly origins: readonly string[]
  readonly resolver?: NameResolver
  readonly dialer?: Dialer
}

export function openConfiguredDoor(parts: ConfiguredDoorParts): ConfiguredDoor {
  const { resolver = openResolver(), dialer = openDialer() } = parts
  const origins = new Set(parts.origins.map((origin) => new URL(origin).origin))
  return {
    async send({ method, url: text, headers = {}, body, limits: given = {}, signal: outer }) {
      const url = URL.canParse(text) ? new URL(text) : null
      if (url === null || !origins.has(url.origin) || url.username !== '' || url.password !== '') {
        throw new EgressError('refused_target', 'the operator has not named this host')
      }
      const limits = { ...FETCH_LIMITS, ...given }
      const deadline = AbortSignal.timeout(limits.timeoutMs)
      const signal = outer === undefined ? deadline : AbortSignal.any([outer, deadline])
      const isTls = url.protocol === 'https:'
      const host = url.hostname.replace(/^\[|\]$/g, '')
      const address = await addressOf(host, resolver, signal)
      const socket = await dialer.dial({
        address,
        port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
        tls: isTls ? { serverName: host } : null,
        signal,
      })
      const request = { method, url, headers, ...(body === undefined ? {} : { body }) }
      return exchange(socket, request, limits, signal)
    },
  }
}

async function addressOf(
  host: string,
  resolver: NameResolver,
  signal: AbortSignal,
): Promise<string> {
  if (isIP(host) !== 0) return host
  // The hosts file is not read by the resolver, and every machine knows this name.
  if (host === 'localhost') return '127.0.0.1'
  const ipv4 = await resolver.ipv4(host, signal)
  if (ipv4.state === 'found') return ipv4.records[0]!
  const ipv6 = await resolver.ipv6(host, signal)
  if (ipv6.state === 'found') return ipv6.records[0]!
  throw ipv4.state === 'failed' || ipv6.state === 'failed'
    ? new EgressError('name_lookup_failed', 'the name could not be looked up')
    : new EgressError('no_such_name', 'the name has no address')
}
