import {
  isCommonAddress,
  isCommonNameServer,
  networkEdges,
  registrationTies,
  type NetworkObservation,
  type RegistrationObservation,
} from '@gatehouse/sites'
import type { LabelledSite } from './cluster-sites.ts'

/** Posts that name more domains are digests of a day, not campaigns. */
export const DIGEST_FROM = 21

/** One domain of the file, with what is known of it. */
export interface RegisteredDomain {
  readonly registration: RegistrationObservation
  readonly network: NetworkObservation
  readonly seenAtMs: number
  readonly cluster: string
}

/** The rows that name a domain. */
export function registeredDomains(rows: readonly Record<string, unknown>[]): RegisteredDomain[] {
  return rows.flatMap((row) => {
    const domain = textOf(row['domain'])?.toLowerCase()
    if (domain === undefined) return []
    const seenAtMs = Date.parse(`${textOf(row['first_post'])?.replace(' ', 'T')}Z`)
    const nameServers = [
      ...new Set(textsOf(row['ns']).map((name) => name.toLowerCase().replace(/\.$/, ''))),
    ].sort()
    const asNumber = /^AS(\d+)$/.exec(textOf(row['asn']) ?? '')
    const created = Date.parse(textOf(row['created']) ?? '')
    const registration: RegistrationObservation = {
      domain,
      registeredAtMs: Number.isNaN(created) ? null : created,
      expiresAtMs: null,
      changedAtMs: null,
      // Registries spell one registrar in several ways.
      registrar:
        textOf(row['registrar'])
          ?.toLowerCase()
          .replaceAll(/[^a-z0-9]/g, '') ?? null,
      privacyService: null,
      registrantCountry: null,
      nameServers,
      statuses: [],
      source: 'rdap',
      observedAtMs: seenAtMs,
    }
    const network: NetworkObservation = {
      host: domain,
      addresses: Array.isArray(row['ips']) ? textsOf(row['ips']) : null,
      asNumber: asNumber ? Number(asNumber[1]) : null,
      asName: textOf(row['org']) ?? null,
      nameServers: nameServers.length > 0 ? nameServers : null,
      mailExchanges: null,
      texts: null,
      certificate: null,
      logged: null,
      observedAtMs: seenAtMs,
    }
    const cluster = textOf(row['post_cluster']) ?? ''
    return [{ registration, network, seenAtMs, cluster }]
  })
}

/** The domains with their edges; those of digests are in the graph and have no label. */
export function registrationSites(domains: readonly RegisteredDomain[]): LabelledSite[] {
  const ties = registrationTies(
    domains.map(({ registration }) => registration),
    {
      asOfMs: Math.max(...domains.map((domain) => domain.seenAtMs || 0)),
      isCommonNameServer,
    },
  )
  const sizes = new Map<string, number>()
  for (const { cluster } of domains) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1)
  return domains.map(({ registration, network, seenAtMs, cluster }) => {
    const { domain, registeredAtMs } = registration
    const edges = [...networkEdges(network), ...ties.get(domain)!.edges]
    return {
      site: { domain, edges, ownLogOdds: null, seenAtMs, registeredAtMs },
      label: (sizes.get(cluster) ?? 0) >= DIGEST_FROM ? null : cluster,
    }
  })
}

/** Addresses of a site that are in no table of what strangers share. */
export function ownAddresses({ network }: RegisteredDomain): string[] {
  return (network.addresses ?? []).filter((address) => !isCommonAddress(address, network.asNumber))
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}
