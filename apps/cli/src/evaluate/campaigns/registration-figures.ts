import { agreementOf, type Agreement } from './agreement.ts'
import { evaluateSites, sharedValueBaseline, type Measured } from './cluster-sites.ts'
import { forecastFigures, type ForecastFigures } from './forecast-figures.ts'
import { joinedPairs, type Clustered } from './pairwise.ts'
import { readJsonLines } from './read-files.ts'
import {
  ownAddresses,
  registeredDomains,
  registrationSites,
  type RegisteredDomain,
} from './registration-set.ts'

export interface RegistrationFigures {
  readonly label: string
  readonly shipped: Measured
  readonly chosen: Measured
  readonly shared_ip: Measured
  readonly shared_ip_without_cdn: Measured
  /** Campaigns with several labelled domains, and those of them whose domains have one label. */
  readonly campaigns: { readonly labelled: number; readonly of_one_label: number }
  /** Of the joined pairs, those whose labels differ. */
  readonly against_label: {
    readonly pairs: number
    readonly same_registrar_within_2_minutes: number
    readonly same_own_address: number
    readonly neither: number
  }
  readonly agreement: Agreement
  readonly forecast: ForecastFigures
  /** Domains that were named in digests have no label; some are in a campaign. */
  readonly digests: { readonly domains: number; readonly in_a_campaign: number }
  readonly bad_rows: number
}

/** Domains with hosting, registration and name, labelled by the posts that named them. */
export function registrationFigures(path: string): RegistrationFigures {
  const { rows, bad } = readJsonLines(path)
  const domains = registeredDomains(rows)
  const sites = registrationSites(domains)
  const byDomain = new Map(domains.map((domain) => [domain.registration.domain, domain]))
  const { shipped, chosen, items } = evaluateSites(sites)
  const unlabelled = sites.map((site) => ({ ...site, label: site.label ?? 'digest' }))
  const everyone = evaluateSites(unlabelled).items
  const all = everyone.filter(({ label }) => label === 'digest')
  const campaigns = new Map<number, RegisteredDomain[]>()
  for (const { domain, cluster } of everyone) {
    if (cluster === null) continue
    const members = campaigns.get(cluster)
    if (members) members.push(byDomain.get(domain)!)
    else campaigns.set(cluster, [byDomain.get(domain)!])
  }
  return {
    label: 'named in the same posts',
    shipped,
    chosen,
    shared_ip: sharedValueBaseline(
      sites,
      ({ domain }) => byDomain.get(domain)?.network.addresses ?? [],
    ),
    shared_ip_without_cdn: sharedValueBaseline(sites, ({ domain }) =>
      ownAddresses(byDomain.get(domain)!),
    ),
    campaigns: ofOneLabel(items),
    against_label: againstLabel(items, byDomain),
    agreement: agreementOf(domains),
    forecast: forecastFigures([...campaigns.values()]),
    digests: {
      domains: all.length,
      in_a_campaign: all.filter(({ cluster }) => cluster !== null).length,
    },
    bad_rows: bad + rows.length - domains.length,
  }
}

/** What joined pairs with two labels have in common: an operator posts about is seldom in one post. */
function againstLabel(
  items: readonly Clustered[],
  domains: ReadonlyMap<string, RegisteredDomain>,
): RegistrationFigures['against_label'] {
  let pairs = 0
  let bought = 0
  let hosted = 0
  let neither = 0
  for (const [first, second] of joinedPairs(items)) {
    if (first.label === second.label) continue
    pairs += 1
    const [a, b] = [domains.get(first.domain)!, domains.get(second.domain)!]
    const apart = Math.abs(
      (a.registration.registeredAtMs ?? 0) - (b.registration.registeredAtMs ?? Infinity),
    )
    const isBought = a.registration.registrar === b.registration.registrar && apart <= 120_000
    const isHosted = ownAddresses(a).some((address) => ownAddresses(b).includes(address))
    if (isBought) bought += 1
    if (isHosted) hosted += 1
    if (!isBought && !isHosted) neither += 1
  }
  return { pairs, same_registrar_within_2_minutes: bought, same_own_address: hosted, neither }
}

function ofOneLabel(items: readonly Clustered[]): RegistrationFigures['campaigns'] {
  const labels = new Map<number, string[]>()
  for (const { cluster, label } of items) {
    if (cluster !== null) labels.set(cluster, [...(labels.get(cluster) ?? []), label])
  }
  const several = [...labels.values()].filter((members) => members.length > 1)
  return {
    labelled: several.length,
    of_one_label: several.filter((members) => new Set(members).size === 1).length,
  }
}
