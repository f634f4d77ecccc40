import type { Verdict } from '@gatehouse/contract'
import type { SqlPool } from '../connection/sql.ts'
import {
  ADD_CHECK,
  ADD_EDGES,
  ADD_REPORT,
  BLOCKED_SITES,
  CAMPAIGN_SITES,
  CLEAR_EDGES,
  FIND_CAMPAIGN,
  FIND_CHECK,
  LIST_CAMPAIGNS,
  LIST_CHECKS,
  LIST_EVENTS,
  LIST_REPORTS,
  LOCK_SITES,
  NEW_DOMAINS_LIKE,
  NEW_DOMAINS_NAMED,
  COUNT_PATTERNS,
  WATCHED_SINCE,
  CLEAR_BANDS,
  ADD_BANDS,
  OBSERVE_SITE,
  POSTPONE_RETEST,
  PUT_NEW_DOMAINS,
  PUT_STORY,
  SET_INVESTIGATION,
  SITES_TO_RETEST,
  type CampaignRow,
  type CheckRow,
  type NewDomainRow,
  type ReportRow,
  type SiteEventRow,
  type SiteRow,
} from '../queries/sites.ts'
import { isId } from '../reading/id-bounds.ts'
import { addEvents, campaignOf, checkOf, found, met, newDomainOf, siteOf } from './site-rows.ts'
import { weighingOn, type SiteWeighing } from './site-weighing.ts'
import type {
  Investigation,
  NewDomain,
  NewLinkCheck,
  NewSiteReport,
  SiteEvent,
  StoredCampaign,
  StoredEdge,
  StoredLinkCheck,
  StoredSite,
  StoredSiteReport,
} from './site.ts'

/** Reports of one network on one site that count within `REPORT_AGAIN_MS`. */
const NETWORK_REPORTS_MAX = 3
const REPORT_AGAIN_MS = 7 * 86_400_000
const EVENTS_MAX = 1000

/** Sites, what ties them together, and what people say of them: one memory for all shops. */
export interface Sites {
  /** Notes that somebody asked about a site, and makes it where nobody did before. */
  ask(check: NewLinkCheck): Promise<StoredSite>
  /** Makes a site that nobody asked about: it was found beside another. */
  meet(key: string, kind: StoredSite['kind'], atMs: number): Promise<StoredSite>
  check(id: string): Promise<StoredLinkCheck | undefined>
  /** Newest first. */
  checks(
    shopId: string,
    asked: { verdict: Verdict | null; beforeId: string | null; limit: number },
  ): Promise<readonly StoredLinkCheck[]>
  find(keys: readonly string[]): Promise<readonly StoredSite[]>
  /** Keeps what was seen last of a topic, and what the site shows now in all. */
  observe(
    key: string,
    topic: string,
    observation: unknown,
    shown: {
      readonly edges: readonly Pick<StoredEdge, 'kind' | 'value'>[]
      /** Bands of the page's structure: sites that share one may be alike. */
      readonly bands: readonly number[]
    } | null,
    events: readonly SiteEvent[],
  ): Promise<void>
  addEvents(key: string, events: readonly SiteEvent[]): Promise<void>
  setInvestigation(keys: readonly string[], state: Investigation): Promise<void>
  /** One at a time, on whichever node. */
  weigh<Result>(work: (weighing: SiteWeighing) => Promise<Result>): Promise<Result>
  /** The newest 1,000, oldest first. */
  events(keys: readonly string[]): Promise<readonly (SiteEvent & { readonly site: string })[]>
  campaign(id: string): Promise<StoredCampaign | undefined>
  /** The one that changed last first. */
  campaigns(beforeMs: number | null, limit: number): Promise<readonly StoredCampaign[]>
  campaignSites(id: string, limit: number): Promise<readonly StoredSite[]>
  /** Keeps what people noted of a campaign, in the place of what they noted before. */
  tell(id: string, story: object): Promise<boolean>
  /** @returns whether it counts: not the same person again, nor too many from one network */
  report(report: NewSiteReport): Promise<boolean>
  /** Newest first. */
  reports(key: string, sinceMs: number, limit: number): Promise<readonly StoredSiteReport[]>
  putNewDomains(domains: readonly NewDomain[], atMs: number): Promise<number>
  /** Those that have one of the patterns, oldest first. */
  newDomainsLike(
    patterns: readonly string[],
    fromMs: number,
    toMs: number,
    limit: number,
  ): Promise<readonly NewDomain[]>
  newDomainsNamed(names: readonly string[]): Promise<readonly NewDomain[]>
  /** How many new domains had each of the patterns. */
  countPatterns(
    patterns: readonly string[],
    fromMs: number,
    toMs: number,
  ): Promise<ReadonlyMap<string, number>>
  /** `null`: nobody watches new registrations. */
  watchedSinceMs(): Promise<number | null>
  /** Every site that is to be on the blocklist. */
  blocked(limit: number): Promise<readonly StoredSite[]>
  /** Keys of sites that are to be looked at again, and are blocked or were asked about since. */
  dueForRetest(nowMs: number, askedSinceMs: number, limit: number): Promise<readonly string[]>
  postponeRetest(keys: readonly string[], toMs: number): Promise<void>
}

export function openSites(pool: SqlPool): Sites {
  let turn: Promise<unknown> = Promise.resolve()
  return {
    ask: (check) =>
      pool.transaction(async (sql) => {
        const site = await met(sql, check.key, check.kind, check.atMs)
        await sql.run(ADD_CHECK, [check.id, check.shopId, check.key, check.link, check.atMs])
        return site
      }),
    meet: (key, kind, atMs) => met(pool, key, kind, atMs),
    async check(id) {
      if (!isId(id)) return undefined
      const [row] = await pool.rows<CheckRow>(FIND_CHECK, [id])
      return row === undefined ? undefined : checkOf(row)
    },
    checks: async (shopId, { verdict, beforeId, limit }) =>
      (await pool.rows<CheckRow>(LIST_CHECKS, [shopId, verdict, beforeId, limit])).map(checkOf),
    find: (keys) => found(pool, keys),
    observe: (key, topic, observation, shown, events) =>
      pool.transaction(async (sql) => {
        await sql.run(OBSERVE_SITE, [key, topic, JSON.stringify(observation)])
        if (shown !== null) {
          const kinds = shown.edges.map(({ kind }) => kind)
          const values = [key, kinds, shown.edges.map(({ value }) => value)]
          await sql.run(CLEAR_EDGES, values)
          await sql.run(ADD_EDGES, values)
          await sql.run(CLEAR_BANDS, [key, shown.bands])
          await sql.run(ADD_BANDS, [key, shown.bands])
        }
        await addEvents(sql, key, events)
      }),
    addEvents: (key, events) => addEvents(pool, key, events),
    async setInvestigation(keys, state) {
      if (keys.length > 0) await pool.run(SET_INVESTIGATION, [keys, state])
    },
    weigh(work) {
      // In turn in this process too: those that wait for the lock would take every connection.
      const weighed = turn.then(() =>
        pool.transaction(async (sql) => {
          await sql.rows(LOCK_SITES)
          return work(weighingOn(sql))
        }),
      )
      turn = weighed.catch(() => {})
      return weighed
    },
    async events(keys) {
      const rows = await pool.rows<SiteEventRow>(LIST_EVENTS, [keys, EVENTS_MAX])
      return rows
        .map(({ site_key: site, at: atMs, code, text }) => ({ site, atMs, code, text }))
        .reverse()
    },
    async campaign(id) {
      if (!isId(id)) return undefined
      const [row] = await pool.rows<CampaignRow>(FIND_CAMPAIGN, [id])
      return row === undefined ? undefined : campaignOf(row)
    },
    campaigns: async (beforeMs, limit) =>
      (await pool.rows<CampaignRow>(LIST_CAMPAIGNS, [beforeMs, limit])).map(campaignOf),
    campaignSites: async (id, limit) =>
      (await pool.rows<SiteRow>(CAMPAIGN_SITES, [id, limit])).map(siteOf),
    tell: async (id, story) =>
      isId(id) && (await pool.run(PUT_STORY, [id, JSON.stringify(story)])) > 0,
    async report({ id, key, atMs, reason, reporter, network }) {
      const values = [id, key, atMs, reason, reporter, network]
      const bounds = [REPORT_AGAIN_MS, NETWORK_REPORTS_MAX]
      const [row] = await pool.rows<{ counts: boolean }>(ADD_REPORT, [...values, ...bounds])
      return row?.counts === true
    },
    async reports(key, sinceMs, limit) {
      const rows = await pool.rows<ReportRow>(LIST_REPORTS, [key, sinceMs, limit])
      return rows.map(({ at: atMs, counts, reporter, network }) => ({
        atMs,
        counts,
        reporter,
        network,
      }))
    },
    putNewDomains: (domains, atMs) =>
      pool.run(PUT_NEW_DOMAINS, [
        JSON.stringify(
          domains.map((each) => ({
            domain: each.domain,
            registered_at: each.registeredAtMs,
            registrar: each.registrar,
            privacy_service: each.privacyService,
            source: each.source,
            name_servers: each.nameServers,
            patterns: each.patterns,
          })),
        ),
        atMs,
      ]),
    async newDomainsLike(patterns, fromMs, toMs, limit) {
      const values = [patterns, fromMs, toMs, limit]
      return (await pool.rows<NewDomainRow>(NEW_DOMAINS_LIKE, values)).map(newDomainOf)
    },
    newDomainsNamed: async (names) =>
      (await pool.rows<NewDomainRow>(NEW_DOMAINS_NAMED, [names])).map(newDomainOf),
    async countPatterns(patterns, fromMs, toMs) {
      const values = [patterns, fromMs, toMs]
      const rows = await pool.rows<{ pattern: string; domains: number }>(COUNT_PATTERNS, values)
      return new Map(rows.map(({ pattern, domains }) => [pattern, domains]))
    },
    async watchedSinceMs() {
      const [row] = await pool.rows<{ since: number | null }>(WATCHED_SINCE)
      return row?.since ?? null
    },
    blocked: async (limit) =>
      (await pool.rows<SiteRow>(BLOCKED_SITES, [limit])).map((row) => siteOf(row)),
    async dueForRetest(nowMs, askedSinceMs, limit) {
      const values = [nowMs, askedSinceMs, limit]
      const rows = await pool.rows<{ site_key: string }>(SITES_TO_RETEST, values)
      return rows.map(({ site_key: key }) => key)
    },
    async postponeRetest(keys, toMs) {
      await pool.run(POSTPONE_RETEST, [keys, toMs])
    },
  }
}
