import type { Reference } from '@gatehouse/contract'
import {
  bootstrapOfIana,
  openCertificateIndex,
  openCertificateReader,
  openConfiguredDoor,
  openHostileDoor,
  openRegistry,
  openWhois,
  type NameResolver,
} from '@gatehouse/egress'
import {
  fetchPage,
  observeNetwork,
  observeRegistration,
  openWalker,
  type Look,
  type SiteEyes,
  type Unseen,
} from '@gatehouse/investigate'
import {
  readPage,
  type BrandName,
  type FetchedPage,
  type KitRule,
  type PageObservation,
} from '@gatehouse/sites'
import type { LinksConfig } from '../config/links.ts'
import type { OutsideConfig } from '../config/outside.ts'
import type { Network } from '../outside/open-outside.ts'

export interface EyesParts {
  readonly links: LinksConfig
  readonly outside: Pick<OutsideConfig, 'rdapBootstrap'>
  readonly resolver: NameResolver
  readonly network: Network
  readonly reference: () => Reference
  readonly nowMs: () => number
  readonly domainOf: (host: string) => string
  /** Names that fraudsters borrow. */
  readonly brands: readonly BrandName[]
  /** Rules for known kits. */
  readonly kitRules: readonly KitRule[]
}

/** What looks at sites. Everything but the index of certificates is a stranger: the hostile door. */
export function openEyes(parts: EyesParts): SiteEyes & { close(): Promise<void> } {
  const { links, outside, resolver, network, nowMs, domainOf } = parts
  const { dialer } = network
  const door = openHostileDoor({ resolver, dialer })
  const { rdapBootstrap } = outside
  const bootstrap = rdapBootstrap === null ? bootstrapOfIana(door, nowMs) : () => rdapBootstrap
  const registry = openRegistry({ door, bootstrap, nowMs })
  const whois = openWhois({ resolver, dialer, nowMs })
  const certificates = openCertificateReader({ resolver, dialer })
  const { certificateIndex: index } = links
  const log =
    index === null
      ? null
      : openCertificateIndex(
          openConfiguredDoor({ origins: [new URL(index).origin], resolver }),
          index,
        )
  const networkOf = (address: string) => {
    const ip = parts.reference().ip(address)
    if (!ip.known || !ip.autonomousSystem.known) return null
    const { number: asNumber, name } = ip.autonomousSystem
    return { asNumber, asName: name === '' ? null : name }
  }
  const walker = openWalker({
    resolver,
    dialer,
    nowMs,
    ...(links.chromium === undefined ? {} : { executable: links.chromium }),
  })
  const pageOf = (fetched: FetchedPage): PageObservation => {
    const { url, finalUrl, status, seenAs, observedAtMs } = fetched
    const host = new URL(finalUrl).hostname
    const { brands, kitRules } = parts
    const headers = [...fetched.headers].map(([name, value]) => `${name}: ${value}`)
    const place = { host, domain: domainOf(host), status, brands, kitRules, headers }
    const { skeleton, edges, findings } = readPage(fetched.html, place)
    return { url, finalUrl, status, seenAs, skeleton, edges, findings, observedAtMs }
  }
  return {
    registration: async (domain, signal) =>
      seenOf(await observeRegistration({ registry, whois, nowMs }, domain, signal)),
    network: (host, signal) =>
      observeNetwork(
        { resolver, certificates, log, networkOf, nowMs },
        { host, domain: domainOf(host) },
        signal,
      ),
    async page(url, seenAs, signal) {
      const look = await fetchPage({ door, nowMs }, url, seenAs, signal)
      return look.state === 'seen' ? pageOf(look.observation) : { unknown: look.reason }
    },
    walk: async (url, signal) => seenOf((await walker.walk(url, { signal })).look),
    close: () => walker.close(),
  }
}

function seenOf<Seen>(look: Look<Seen>): Seen | Unseen {
  return look.state === 'seen' ? look.observation : { unknown: look.reason }
}
