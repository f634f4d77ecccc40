import type { SiteEdge } from '../edge.ts'
import type { Finding, LayerReading } from '../layer.ts'
import { compareText, readingOf } from '../layer-reading.ts'
import type { NetworkObservation, SeenCertificate } from '../observation/network.ts'
import { domainParts } from '../link/registrable.ts'
import { isCommonAddress, isCommonNameServer, v4Number } from './common-network.ts'

const DAY_MS = 86_400_000
/** Fast flux: so many addresses in so many networks (/16 of IPv4, /32 of IPv6). */
const FLUX_ADDRESSES_MIN = 6
const FLUX_NETWORKS_MIN = 4
const CERTIFICATE_NEW_DAYS = 7
const LOGGED_SHORT_DAYS = 30
const LOGGED_LONG_DAYS = 3 * 365
/** A certificate with more names is that of a CDN or host, which puts strangers together. */
const CERTIFICATE_NAMES_MAX = 30
const EDGES_MAX = 32
/** As many name servers as a root zone answers with; no domain of ours needs more. */
const NAME_SERVERS_MAX = 13

export interface NetworkContext {
  readonly asOfMs: number
  /** Networks known for abuse: number to name. The operator's list, or a public one. */
  readonly badNetworks?: ReadonlyMap<number, string> | undefined
  /** Addresses that the host had at other looks of the last seven days. */
  readonly earlierAddresses?: readonly string[] | undefined
  /** Registrable domain of a host; by default by the Public Suffix List. */
  readonly registrableDomain?: ((host: string) => string) | undefined
}

/** A layer's reading together with what ties the site to others. */
export interface NetworkReading {
  readonly reading: LayerReading
  readonly edges: readonly SiteEdge[]
}

/** What DNS, the network and certificates say about a host, and what it shares with others. */
export function networkReading(
  observation: NetworkObservation | { readonly unknown: string },
  context: NetworkContext,
): NetworkReading {
  if ('unknown' in observation) return { reading: unknown(observation.unknown), edges: [] }
  const { addresses, certificate, logged, mailExchanges, nameServers } = observation
  const isSilent = [addresses, certificate, logged, mailExchanges, nameServers].every(
    (part) => part === null,
  )
  if (isSilent) return { reading: unknown('says_nothing'), edges: [] }
  const findings = [
    resolving(observation),
    flux(observation, context),
    hosting(observation, context.badNetworks),
    ...certificates(observation, context),
    ...history(observation, context),
    mail(observation),
  ].filter((finding) => finding !== null)
  return { reading: readingOf('network', findings), edges: networkEdges(observation) }
}

function unknown(reason: string): LayerReading {
  return { layer: 'network', state: 'unknown', reason }
}

function resolving({ addresses }: NetworkObservation): Finding | null {
  if (addresses === null || addresses.length > 0) return null
  return { code: 'NOT_RESOLVING', text: 'The host has no address now.', logOdds: 0 }
}

function flux(observation: NetworkObservation, context: NetworkContext): Finding | null {
  const { addresses, asNumber } = observation
  if (addresses === null) return null
  const all = [...new Set([...addresses, ...(context.earlierAddresses ?? [])])]
  if (all.some((address) => isCommonAddress(address, asNumber))) return null
  const networks = new Set(all.map(networkOf)).size
  if (all.length < FLUX_ADDRESSES_MIN || networks < FLUX_NETWORKS_MIN) return null
  const text = `The host has ${all.length} addresses in ${networks} networks within a week.`
  return { code: 'FAST_FLUX', text, logOdds: 1.2 }
}

function networkOf(address: string): string {
  if (v4Number(address) !== null) return address.split('.').slice(0, 2).join('.')
  return address.toLowerCase().split(':').slice(0, 2).join(':')
}

function hosting(
  { asNumber }: NetworkObservation,
  bad: ReadonlyMap<number, string> | undefined,
): Finding | null {
  if (asNumber === null || !bad?.has(asNumber)) return null
  const text = `The address is announced by AS${asNumber}, which is on the list of abused networks.`
  return { code: 'BAD_HOSTING', text, logOdds: 1 }
}

function certificates(observation: NetworkObservation, context: NetworkContext): Finding[] {
  const { certificate, host } = observation
  if (certificate === null) return []
  const findings: Finding[] = []
  const days = (context.asOfMs - certificate.notBeforeMs) / DAY_MS
  if (days >= 0 && days < CERTIFICATE_NEW_DAYS) {
    const text = `The certificate is ${days < 1 ? 'less than a day' : `${Math.floor(days)} days`} old.`
    findings.push({ code: 'CERTIFICATE_NEW', text, logOdds: 0.3 })
  }
  if (!certificate.subjectNames.some((name) => covers(name, host))) {
    const text = 'The certificate is not for this host.'
    findings.push({ code: 'CERTIFICATE_OTHER_NAME', text, logOdds: 0.4 })
  }
  if (certificate.subjectNames.length > CERTIFICATE_NAMES_MAX) return findings
  const others = otherDomains(certificate, host, context.registrableDomain ?? registrableOf)
  if (others > 0) {
    const text = `The certificate names ${others} other domain${others === 1 ? '' : 's'}.`
    findings.push({ code: 'CERTIFICATE_SHARED', text, logOdds: 0.2 })
  }
  return findings
}

function history({ logged }: NetworkObservation, { asOfMs }: NetworkContext): Finding[] {
  const first = logged?.[0]
  if (!first) return []
  const days = (asOfMs - first.notBeforeMs) / DAY_MS
  const since = `Certificate logs know the domain for ${Math.max(0, Math.floor(days))} days.`
  if (days < LOGGED_SHORT_DAYS) return [{ code: 'CERTIFICATES_RECENT', text: since, logOdds: 0.5 }]
  if (days > LOGGED_LONG_DAYS) return [{ code: 'CERTIFICATES_LONG', text: since, logOdds: -0.4 }]
  return []
}

function mail({ mailExchanges }: NetworkObservation): Finding | null {
  // A single `.` is the null MX of RFC 7505: the domain says itself that it takes no mail.
  if (mailExchanges === null || mailExchanges.some((name) => name !== '.' && name !== ''))
    return null
  const text = 'The domain takes no mail, which a shop that can be asked would.'
  return { code: 'NO_MAIL', text, logOdds: 0.3 }
}

/**
 * What a host shares with others of the same operator: never what strangers share. Of a name that is
 * rented below a platform's (`shop.github.io`) address, name servers and certificate are the platform's.
 */
export function networkEdges(observation: NetworkObservation): SiteEdge[] {
  const { addresses, asNumber, certificate, host, nameServers } = observation
  if (domainParts(host).isRented) return []
  const edges: SiteEdge[] = []
  for (const address of addresses ?? []) {
    if (!isCommonAddress(address, asNumber))
      edges.push({ kind: 'ip', value: address.toLowerCase() })
  }
  const servers = nameServersEdge(nameServers ?? [])
  if (servers) edges.push(servers)
  if (certificate !== null && certificate.subjectNames.length <= CERTIFICATE_NAMES_MAX) {
    edges.push({ kind: 'certificate', value: certificate.fingerprint.toLowerCase() })
  }
  return edges.slice(0, EDGES_MAX)
}

/** The whole set is the edge: one server in common is little, all of them one account. */
export function nameServersEdge(nameServers: readonly string[]): SiteEdge | null {
  const names = nameServers
    .map((name) => name.toLowerCase().replace(/\.$/, ''))
    .filter((name) => name !== '' && !isCommonNameServer(name))
  if (names.length === 0) return null
  const set = [...new Set(names)].sort(compareText).slice(0, NAME_SERVERS_MAX)
  return { kind: 'name_servers', value: set.join(' ') }
}

function covers(pattern: string, host: string): boolean {
  const name = pattern.toLowerCase()
  if (!name.startsWith('*.')) return name === host
  const dot = host.indexOf('.')
  return dot > 0 && host.slice(dot) === name.slice(1)
}

function otherDomains(
  { subjectNames }: SeenCertificate,
  host: string,
  registrable: (host: string) => string,
): number {
  const own = registrable(host)
  const named = subjectNames.map((name) => registrable(name.toLowerCase().replace(/^\*\./, '')))
  return new Set(named.filter((domain) => domain !== own)).size
}

function registrableOf(host: string): string {
  return domainParts(host).registrable ?? host
}
