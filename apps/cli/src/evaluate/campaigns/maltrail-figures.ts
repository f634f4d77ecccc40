import { figures, namedSite, type Figures } from './named-sites.ts'
import { readRows, siteOf } from './read-files.ts'

/** Reports that name fewer domains label no cluster. */
const REPORT_MIN = 3

export interface MaltrailFigures {
  readonly by_actor: Figures
  readonly by_report: Figures
  readonly bad_rows: number
}

/** Names only: the file has no addresses, and many of its reports are lists of one address. */
export async function maltrailFigures(path: string): Promise<MaltrailFigures> {
  const { rows, bad } = await readRows(path, ['family', 'reference', 'indicator'])
  const found = new Map<string, { actor: string | null; report: string }>()
  for (const { family = '', reference = '', indicator = '' } of rows) {
    const registered = siteOf(indicator)
    if (registered === null) continue
    const known = found.get(registered)
    // What two actors use has no label of an actor; of several reports the first counts.
    if (known) {
      if (known.actor !== family) known.actor = null
    } else {
      const report = `${family}\n${reference}`
      found.set(registered, { actor: family, report })
    }
  }
  const sizes = new Map<string, number>()
  for (const { report } of found.values()) sizes.set(report, (sizes.get(report) ?? 0) + 1)
  const sites = [...found].map(([domain, { actor, report }]) => ({
    site: namedSite(domain),
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
