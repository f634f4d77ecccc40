import { evaluateSites, type LabelledSite } from './cluster-sites.ts'
import { readRows, siteOf } from './read-files.ts'

export interface ShopFigures {
  readonly confirmed: number
  readonly cleared: number
  /** Good shops that were put into a campaign. */
  readonly cleared_in_a_campaign: number
  readonly confirmed_in_a_campaign: number
  readonly bad_rows: number
}

/** The phrases of a shop template stand for its page; cleared shops are known to be good. */
export async function shopFigures(path: string): Promise<ShopFigures> {
  const { rows, bad } = await readRows(path, ['template_phrase', 'domain', 'status'])
  const found = new Map<string, { phrases: Set<string>; status: string }>()
  for (const { template_phrase: phrase = '', domain = '', status = '' } of rows) {
    const registered = siteOf(domain)
    if (registered === null) continue
    const known = found.get(registered) ?? { phrases: new Set<string>(), status }
    known.phrases.add(phrase)
    found.set(registered, status === 'cleared' ? { ...known, status } : known)
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
