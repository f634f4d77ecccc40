import type { GraphSite } from '@gatehouse/sites'
import { evaluateSites } from './cluster-sites.ts'
import { figures, namedSite, type Figures } from './named-sites.ts'
import { pairwise, type PairMeasures } from './pairwise.ts'
import { readRows, siteOf } from './read-files.ts'
import { halfOf } from './split.ts'

/** The component of one shared drainer service is more than half of that file. */
const GIANT_SHARE = 0.25

export interface DrainerFigures {
  /** Half of the addresses are hidden, names are seen. */
  readonly half_the_wallets: Figures
  readonly names_only: Figures
  /** The giant component is labelled in neither of them. */
  readonly giant: PairMeasures | null
  readonly bad_rows: number
}

/** Wallets made the labels, so they are seen in part only: precision is given, recall is not. */
export async function drainerFigures(path: string): Promise<DrainerFigures> {
  const { rows, bad } = await readRows(path, ['cluster', 'first_listed', 'domain', 'addresses'])
  const found = new Map<string, { cluster: string; wallets: Set<string> }>()
  for (const { cluster = '', domain = '', addresses = '' } of rows) {
    const registered = siteOf(domain)
    if (registered === null) continue
    const known = found.get(registered) ?? {
      cluster,
      wallets: new Set<string>(),
    }
    for (const wallet of addresses.split(' ')) if (wallet !== '') known.wallets.add(wallet)
    found.set(registered, known)
  }
  const sizes = new Map<string, number>()
  for (const { cluster } of found.values()) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1)
  const giants = new Set(
    [...sizes].filter(([, size]) => size > GIANT_SHARE * found.size).map(([name]) => name),
  )
  const label = (cluster: string) => (giants.has(cluster) ? null : cluster)
  const named = [...found].map(([domain, { cluster }]) => ({
    site: namedSite(domain),
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
