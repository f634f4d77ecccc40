import {
  bootstrapOfIana,
  openDialer,
  openHostileDoor,
  openRegistry,
  openResolver,
  type Dialer,
} from '@gatehouse/egress'
import type { Store } from '@gatehouse/store'
import type { OutsideConfig } from '../config/outside.ts'
import { openDomainBook, type DomainBook } from './domain-book.ts'

/** What reaches the network; a test puts its own in their place. */
export interface Network {
  readonly dialer: Dialer
}

export const NETWORK: Network = { dialer: openDialer() }

/** Opens the ways out that the operator allows. `null`: none. */
export async function openOutside(
  config: OutsideConfig,
  store: Pick<Store, 'domainFacts'>,
  { dialer }: Network,
): Promise<DomainBook | null> {
  if (!config.dns && !config.rdap) return null
  const resolver = openResolver({ servers: config.dnsServers })
  const door = openHostileDoor({ resolver, dialer })
  const { rdapBootstrap } = config
  return openDomainBook({
    store: store.domainFacts,
    resolver: config.dns ? resolver : null,
    registry: config.rdap
      ? openRegistry({
          door,
          bootstrap: rdapBootstrap === null ? bootstrapOfIana(door, Date.now) : () => rdapBootstrap,
          nowMs: Date.now,
        })
      : null,
    nowMs: Date.now,
  })
}
