import type { Reference } from '@gatehouse/contract'
import {
  openGoogleAddress,
  openHttpAddress,
  openHttpPerson,
  openHttpPhone,
  openHttpScore,
  openMinfraud,
  openNominatimAddress,
} from '@gatehouse/connectors'
import {
  bootstrapOfIana,
  openConfiguredDoor,
  openDialer,
  openHostileDoor,
  openRegistry,
  openResolver,
  type Dialer,
  type NameResolver,
} from '@gatehouse/egress'
import type { Store } from '@gatehouse/store'
import type { FastifyBaseLogger } from 'fastify'
import type { OutsideConfig } from '../config/outside.ts'
import type { LookupsConfig } from '../config/lookups.ts'
import type { ScoresConfig } from '../config/scores.ts'
import { openDomainBook, type DomainBook } from './domain-book.ts'
import { createLookupDesk, type AnyLookup, type LookupDesk } from './lookup-desk.ts'
import type { OutsideParts } from './outside-source.ts'
import { createScoreDesk, type ScoreDesk } from './score-desk.ts'

/** What reaches strangers on the network; a test puts its own in its place. */
export interface Network {
  readonly dialer: Dialer
  /** For the names of sites; the configured DNS servers when absent. */
  readonly resolver?: NameResolver
}

export const NETWORK: Network = { dialer: openDialer() }

/** Opens the ways out that the operator allows, and no others. `null`: none. */
export async function openOutside(
  config: OutsideConfig,
  store: Pick<Store, 'domainFacts'>,
  network: Network,
  reference: () => Reference,
  log: Pick<FastifyBaseLogger, 'warn'>,
): Promise<OutsideParts | null> {
  const resolver = openResolver({ servers: config.dnsServers })
  const book = config.dns || config.rdap ? await openBook(config, store, resolver, network) : null
  const desk = openDesk(config.scores, resolver, log)
  const lookups = openLookups(config.lookups, resolver, reference, log)
  if (book === null && desk === null && lookups === null) return null
  return { book, desk, lookups, deadlineMs: config.scores.deadlineMs }
}

/** Registries are strangers: IANA and redirects say where they are. */
function openBook(
  { dns, rdap, rdapBootstrap }: OutsideConfig,
  store: Pick<Store, 'domainFacts'>,
  resolver: NameResolver,
  { dialer }: Network,
): Promise<DomainBook> {
  const door = openHostileDoor({ resolver, dialer })
  const bootstrap = rdapBootstrap === null ? bootstrapOfIana(door, Date.now) : () => rdapBootstrap
  return openDomainBook({
    store: store.domainFacts,
    resolver: dns ? resolver : null,
    registry: rdap ? openRegistry({ door, bootstrap, nowMs: Date.now }) : null,
    nowMs: Date.now,
  })
}

/** Score services are hosts that the operator named. */
function openDesk(
  { minfraud, http }: ScoresConfig,
  resolver: NameResolver,
  log: Pick<FastifyBaseLogger, 'warn'>,
): ScoreDesk | null {
  const doorTo = (url: string) => openConfiguredDoor({ origins: [new URL(url).origin], resolver })
  const providers = [
    ...(minfraud === null ? [] : [openMinfraud(doorTo(minfraud.origin), minfraud)]),
    ...(http === null ? [] : [openHttpScore(doorTo(http.url), http)]),
  ]
  return providers.length === 0 ? null : createScoreDesk(providers, log)
}

/** So are services that know addresses, numbers and people. */
function openLookups(
  { address, phone, person }: LookupsConfig,
  resolver: NameResolver,
  reference: () => Reference,
  log: Pick<FastifyBaseLogger, 'warn'>,
): LookupDesk | null {
  const doorTo = (url: string) => openConfiguredDoor({ origins: [new URL(url).origin], resolver })
  const services: AnyLookup[] = []
  if (address?.service === 'google') services.push(openGoogleAddress(doorTo(address.url), address))
  if (address?.service === 'nominatim') {
    services.push(openNominatimAddress(doorTo(address.url), address))
  }
  if (address?.service === 'http') services.push(openHttpAddress(doorTo(address.url), address))
  if (phone !== null) services.push(openHttpPhone(doorTo(phone.url), phone))
  if (person !== null) services.push(openHttpPerson(doorTo(person.url), person))
  return services.length === 0 ? null : createLookupDesk(services, reference, log)
}
