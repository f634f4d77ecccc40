import { openDialer } from '../dialer.ts'
import { EgressError } from '../egress-error.ts'
import { exchange, type ExchangeAnswer } from '../exchange.ts'
import { openResolver } from '../resolver.ts'
import { FETCH_LIMITS, type FetchLimits, type HostileDoorParts } from './hostile-door.ts'
import { addressesOfThisMachine, publicAddressOf } from './public-address.ts'
import { readTarget, WEB_PORTS } from './target.ts'

export interface PostRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly limits?: Partial<Pick<FetchLimits, 'bytesMax' | 'timeoutMs'>>
  readonly signal?: AbortSignal
}

/**
 * The way out for what is sent to addresses that somebody else chose: webhooks. As the hostile door,
 * to public addresses only; `https` only, and no redirect is followed, because what is sent is meant
 * for the one who was named.
 */
export interface PostingDoor {
  /**
   * Whether an address could be sent to, as far as its text tells.
   * @throws EgressError `refused_target`, `refused_address`
   */
  check(url: string): void
  /** @throws EgressError */
  post(request: PostRequest): Promise<ExchangeAnswer>
}

export function openPostingDoor(parts: HostileDoorParts = {}): PostingDoor {
  const {
    resolver = openResolver(),
    dialer = openDialer(),
    ownAddresses = addressesOfThisMachine,
    ports = WEB_PORTS,
  } = parts
  const targetOf = (url: string) => {
    const target = readTarget(url, ports)
    if (target.isTls) return target
    throw new EgressError('refused_target', 'the URL is refused: it is not https')
  }
  return {
    check: (url) => void targetOf(url),
    async post({ url, headers, body, limits: given = {}, signal: outer }) {
      const limits = { ...FETCH_LIMITS, ...given }
      const deadline = AbortSignal.timeout(limits.timeoutMs)
      const signal = outer === undefined ? deadline : AbortSignal.any([outer, deadline])
      const target = targetOf(url)
      const address = await publicAddressOf(target, { resolver, ownAddresses }, signal)
      const { port } = target
      const tls = { serverName: target.name ?? address }
      const socket = await dialer.dial({ address, port, tls, signal })
      return exchange(socket, { method: 'POST', url: target.url, headers, body }, limits, signal)
    },
  }
}
