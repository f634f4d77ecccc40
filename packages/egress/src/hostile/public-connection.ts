import type { Duplex } from 'node:stream'
import { openDialer } from '../dialer.ts'
import { openResolver } from '../resolver.ts'
import type { HostileDoorParts } from './hostile-door.ts'
import { addressesOfThisMachine, publicAddressOf } from './public-address.ts'
import type { HostileTarget } from './target.ts'

/**
 * Bare sockets to public addresses, for a proxy that others speak through. A name keeps the address
 * that it was checked with for as long as this object lives: no later answer of the DNS has a say.
 */
export interface PublicConnections {
  /**
   * TCP alone; whoever asks speaks TLS, or does not.
   * @throws EgressError
   */
  connect(target: HostileTarget, signal: AbortSignal): Promise<Duplex>
}

/** Names whose addresses are kept; a page that asks for more is up to something. */
const NAMES_MAX = 500

export function openPublicConnections(parts: HostileDoorParts = {}): PublicConnections {
  const { resolver = openResolver(), dialer = openDialer() } = parts
  const { ownAddresses = addressesOfThisMachine } = parts
  const pinned = new Map<string, Promise<string>>()
  const addressOf = (target: HostileTarget, signal: AbortSignal): Promise<string> => {
    const known = pinned.get(target.url.hostname)
    if (known !== undefined) return known
    const address = publicAddressOf(target, { resolver, ownAddresses }, signal)
    if (pinned.size < NAMES_MAX) {
      pinned.set(target.url.hostname, address)
      // A failure may be another time's success.
      address.catch(() => pinned.delete(target.url.hostname))
    }
    return address
  }
  return {
    async connect(target, signal) {
      const address = await addressOf(target, signal)
      return dialer.dial({ address, port: target.port, tls: null, signal })
    },
  }
}
