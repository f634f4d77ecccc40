import type { SiteReport } from '@gatehouse/contract'
import type { ReportsObservation } from '@gatehouse/sites'
import type { Sites } from '@gatehouse/store'
import { readSiteState, seen } from '../site-state.ts'
import { weighSite, type WeighParts } from '../weigh/weigh-site.ts'
import { startLooking, type LookingParts } from '../work/start-looking.ts'
import type { Subject } from './subject.ts'

const DAY_MS = 86_400_000
/** What is weighed of the reports on one site. */
const REPORT_DAYS = 7
const REPORTS_MAX = 1000
/** One report may be a mistake, or a rival: from so many on the site is looked at. */
const LOOK_FROM = 2

export interface ReportParts extends WeighParts, Omit<LookingParts, 'sites'> {
  readonly sites: Sites
  /** What is kept of a person or a network: a token that cannot be turned back. */
  readonly tokenOf: (field: 'reporter' | 'report_network', value: string) => Uint8Array
  /** Rank among the most visited sites; `null`: in no list. */
  readonly popularityOf: (domain: string) => number | null
}

/** Counts a report, weighs the site anew and has it looked at where enough people say the same. */
export async function takeReport(
  parts: ReportParts,
  subject: Subject,
  reason: string,
  by: { readonly reporter: string; readonly network: string | null },
): Promise<SiteReport> {
  const atMs = parts.nowMs()
  const id = parts.newId(atMs)
  const { key, kind } = subject
  const site = await parts.sites.meet(key, kind, atMs)
  const counts = await parts.sites.report({
    id,
    key,
    atMs,
    reason,
    reporter: parts.tokenOf('reporter', by.reporter),
    network: by.network === null ? null : parts.tokenOf('report_network', by.network),
  })
  if (counts) {
    const state = readSiteState(site.observations)
    const registered = seen(state.registration)?.registeredAtMs ?? null
    const observation = await reportsOn(parts, key, registered, atMs)
    const events = [{ atMs, code: 'REPORTED', text: 'Somebody reported it.' }]
    await parts.sites.observe(key, 'reports', observation, null, events)
    if (state.url === undefined && subject.read !== null) {
      await parts.sites.observe(key, 'url', subject.link, null, [])
    }
    await weighSite(parts, key)
    const isDue = observation.atMs.length >= LOOK_FROM && site.investigation === 'none'
    if (kind === 'site' && isDue) await startLooking(parts, [key])
  }
  return { id, subject: { kind, name: key }, counts }
}

/** Those that count, of the last days. */
async function reportsOn(
  { sites, popularityOf }: Pick<ReportParts, 'sites' | 'popularityOf'>,
  domain: string,
  registeredAtMs: number | null,
  nowMs: number,
): Promise<ReportsObservation> {
  const all = await sites.reports(domain, nowMs - REPORT_DAYS * DAY_MS, REPORTS_MAX)
  const counted = all.filter(({ counts }) => counts).reverse()
  // What is kept with the site says who is the same, not who it is.
  const [reporters, networks] = [numbers('r'), numbers('n')]
  const from = counted.map(({ reporter, network }) => ({
    reporter: reporters.of(reporter),
    network: networks.of(network ?? reporter),
  }))
  return {
    domain,
    atMs: counted.map(({ atMs }) => atMs),
    from,
    reporters: reporters.count(),
    siteAgeDays: registeredAtMs === null ? null : Math.max(0, (nowMs - registeredAtMs) / DAY_MS),
    popularityRank: popularityOf(domain),
    observedAtMs: nowMs,
  }
}

/** Equal tokens have one name, in the order in which they are met. */
function numbers(letter: string): { of(token: Uint8Array): string; count(): number } {
  const known = new Map<string, string>()
  return {
    of(token) {
      const key = Buffer.from(token).toString('hex')
      const name = known.get(key) ?? `${letter}${known.size}`
      known.set(key, name)
      return name
    },
    count: () => known.size,
  }
}
