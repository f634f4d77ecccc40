import { namingEdge, type GraphSite } from '@gatehouse/sites'
import {
  evaluateSites,
  sharedValueBaseline,
  type LabelledSite,
  type Measured,
} from './cluster-sites.ts'
import { joinedPairs, pairwise, type Clustered, type PairMeasures } from './pairwise.ts'
import { nameAgreement, type Agreement } from './agreement.ts'
import { forecastFigures, type ForecastFigures } from './forecast-figures.ts'
import { hostOf, readJsonLines, readRows, registrableDomain } from './read-files.ts'
import {
  ownAddresses,
  registeredDomains,
  registrationSites,
  type RegisteredDomain,
} from './registration-set.ts'
import { halfOf } from './split.ts'

/** Reports that name fewer domains label no cluster. */
const REPORT_MIN = 3
/** The component of one shared drainer service is more than half of that file. */
const GIANT_SHARE = 0.25

export interface CampaignFiles {
  readonly registration?: string | undefined
  readonly drainers?: string | undefined
  readonly maltrail?: string | undefined
  readonly shops?: string | undefined
}

/** The body of `--json`. */
export interface CampaignEvaluation {
  readonly registration?:
    | {
        readonly label: string
        readonly shipped: Measured
        readonly chosen: Measured
        readonly shared_ip: Measured
        readonly shared_ip_without_cdn: Measured
        /** Of the joined pairs of all labels that contradict the label. */
        readonly against_label: {
          readonly pairs: number
          readonly same_registrar_within_2_minutes: number
          readonly same_own_address: number
          readonly neither: number
        }
        /** Domains that were named in digests only: no label, and how many are in a campaign. */
        readonly agreement: Agreement
        readonly forecast: ForecastFigures
        readonly digests: { readonly domains: number; readonly in_a_campaign: number }
        readonly bad_rows: number
      }
    | undefined
  readonly maltrail?:
    | {
        readonly by_actor: { readonly shipped: Measured; readonly chosen: Measured }
        readonly by_report: { readonly shipped: Measured; readonly chosen: Measured }
        readonly bad_rows: number
      }
    | undefined
  readonly drainers?:
    | {
        /** Half of the addresses are hidden; names are seen. The giant component has no label. */
        readonly half_the_wallets: { readonly shipped: Measured; readonly chosen: Measured }
        readonly names_only: { readonly shipped: Measured; readonly chosen: Measured }
        readonly giant: PairMeasures | null
        readonly bad_rows: number
      }
    | undefined
  readonly shops?:
    | {
        readonly confirmed: number
        readonly cleared: number
        /** Good shops that were put into a campaign. */
        readonly cleared_in_a_campaign: number
        readonly confirmed_in_a_campaign: number
        readonly bad_rows: number
      }
    | undefined
}

/** Measures the campaign graph on each file that is given. */
export async function evaluateCampaigns(files: CampaignFiles): Promise<CampaignEvaluation> {
  return {
    ...(files.registration !== undefined && {
      registration: registrationFigures(files.registration),
    }),
    ...(files.maltrail !== undefined && { maltrail: await maltrailFigures(files.maltrail) }),
    ...(files.drainers !== undefined && { drainers: await drainerFigures(files.drainers) }),
    ...(files.shops !== undefined && { shops: await shopFigures(files.shops) }),
  }
}

function registrationFigures(path: string): NonNullable<CampaignEvaluation['registration']> {
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
    against_label: againstLabel(items, byDomain),
    agreement: nameAgreement(sites),
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
): NonNullable<CampaignEvaluation['registration']>['against_label'] {
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

/** Names only: the file has no addresses, and many of its reports are lists of one address. */
async function maltrailFigures(path: string): Promise<NonNullable<CampaignEvaluation['maltrail']>> {
  const { rows, bad } = await readRows(path, ['family', 'reference', 'indicator'])
  const found = new Map<string, { suffix: string; actor: string | null; report: string }>()
  for (const { family = '', reference = '', indicator = '' } of rows) {
    const host = hostOf(indicator)
    const registered = host === null ? null : registrableDomain(host)
    if (!registered) continue
    const known = found.get(registered.domain)
    // What two actors use has no label of an actor; of several reports the first counts.
    if (known) {
      if (known.actor !== family) known.actor = null
    } else {
      const report = `${family}\n${reference}`
      found.set(registered.domain, { suffix: registered.suffix, actor: family, report })
    }
  }
  const sizes = new Map<string, number>()
  for (const { report } of found.values()) sizes.set(report, (sizes.get(report) ?? 0) + 1)
  const sites = [...found].map(([domain, { suffix, actor, report }]) => ({
    site: namedSite(domain, suffix),
    actor,
    report,
  }))
  const byReport = sites.map(({ site, report }) => ({
    site,
    label: (sizes.get(report) ?? 0) >= REPORT_MIN ? report : null,
  }))
  return {
    by_actor: figures(sites.map(({ site, actor }) => ({ site, label: actor }))),
    by_report: figures(byReport),
    bad_rows: bad,
  }
}

async function drainerFigures(path: string): Promise<NonNullable<CampaignEvaluation['drainers']>> {
  const { rows, bad } = await readRows(path, ['cluster', 'first_listed', 'domain', 'addresses'])
  const found = new Map<string, { cluster: string; suffix: string; wallets: Set<string> }>()
  for (const { cluster = '', domain = '', addresses = '' } of rows) {
    const host = hostOf(domain)
    const registered = host === null ? null : registrableDomain(host)
    if (!registered) continue
    const known = found.get(registered.domain) ?? {
      cluster,
      suffix: registered.suffix,
      wallets: new Set<string>(),
    }
    for (const wallet of addresses.split(' ')) if (wallet !== '') known.wallets.add(wallet)
    found.set(registered.domain, known)
  }
  const sizes = new Map<string, number>()
  for (const { cluster } of found.values()) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1)
  const giants = new Set(
    [...sizes].filter(([, size]) => size > GIANT_SHARE * found.size).map(([name]) => name),
  )
  const label = (cluster: string) => (giants.has(cluster) ? null : cluster)
  const named = [...found].map(([domain, { cluster, suffix }]) => ({
    site: namedSite(domain, suffix),
    cluster,
  }))
  const seen = named.map(({ site, cluster }): { site: GraphSite; cluster: string } => {
    const wallets = [...found.get(site.domain)!.wallets].filter(
      (wallet) => halfOf(wallet) === 'measured',
    )
    const edges = [...site.edges, ...wallets.map((value) => ({ kind: 'wallet' as const, value }))]
    return { site: { ...site, edges }, cluster }
  })
  const { items } = evaluateSites(seen.map(({ site, cluster }) => ({ site, label: cluster })))
  return {
    half_the_wallets: figures(seen.map(({ site, cluster }) => ({ site, label: label(cluster) }))),
    names_only: figures(named.map(({ site, cluster }) => ({ site, label: label(cluster) }))),
    giant: giants.size > 0 ? pairwise(items.filter((item) => giants.has(item.label))) : null,
    bad_rows: bad,
  }
}

/** The phrases of a shop template stand for its page; cleared shops are known to be good. */
async function shopFigures(path: string): Promise<NonNullable<CampaignEvaluation['shops']>> {
  const { rows, bad } = await readRows(path, ['template_phrase', 'domain', 'status'])
  const found = new Map<string, { phrases: Set<string>; status: string }>()
  for (const { template_phrase: phrase = '', domain = '', status = '' } of rows) {
    const host = hostOf(domain)
    const registered = host === null ? null : registrableDomain(host)
    if (!registered) continue
    const known = found.get(registered.domain) ?? { phrases: new Set<string>(), status }
    known.phrases.add(phrase)
    found.set(registered.domain, status === 'cleared' ? { ...known, status } : known)
  }
  const sites = [...found].map(([domain, { phrases, status }]): LabelledSite => ({
    site: {
      domain,
      edges: [...phrases].map((value) => ({ kind: 'page_skeleton', value })),
      ownLogOdds: status === 'cleared' ? -5 : null,
      seenAtMs: 0,
    },
    label: status,
  }))
  const { items } = evaluateSites(sites)
  const of = (status: string) => items.filter(({ label }) => label === status)
  const joined = (status: string) => of(status).filter(({ cluster }) => cluster !== null).length
  return {
    confirmed: of('confirmed').length,
    cleared: of('cleared').length,
    cleared_in_a_campaign: joined('cleared'),
    confirmed_in_a_campaign: joined('confirmed'),
    bad_rows: bad,
  }
}

function figures(sites: readonly LabelledSite[]): { shipped: Measured; chosen: Measured } {
  const { shipped, chosen } = evaluateSites(sites)
  return { shipped, chosen }
}

function namedSite(domain: string, suffix: string): GraphSite {
  const name = namingEdge(domain, suffix)
  return { domain, edges: name ? [name] : [], ownLogOdds: null, seenAtMs: 0 }
}
