import type { Verdict } from '@gatehouse/contract'
import type { Sql } from '../connection/sql.ts'
import {
  ADD_EVENTS,
  ASK_SITE,
  EDGES_OF,
  FIND_SITES,
  type CampaignRow,
  type CheckRow,
  type EdgeRow,
  type NewDomainRow,
  type SiteRow,
} from '../queries/sites.ts'
import type {
  Investigation,
  NewDomain,
  SiteEvent,
  StoredCampaign,
  StoredEdge,
  StoredLinkCheck,
  StoredSite,
} from './site.ts'

/** Makes the site where nobody met it before. */
export async function met(
  sql: Sql,
  key: string,
  kind: StoredSite['kind'],
  atMs: number,
): Promise<StoredSite> {
  const [row] = await sql.rows<SiteRow>(ASK_SITE, [key, kind, atMs])
  return siteOf(row!)
}

/** Those of these that are known. */
export async function found(sql: Sql, keys: readonly string[]): Promise<readonly StoredSite[]> {
  return keys.length === 0 ? [] : (await sql.rows<SiteRow>(FIND_SITES, [keys])).map(siteOf)
}

/** All that these show. */
export async function edges(sql: Sql, keys: readonly string[]): Promise<readonly StoredEdge[]> {
  return keys.length === 0 ? [] : (await sql.rows<EdgeRow>(EDGES_OF, [keys])).map(edgeOf)
}

/** Notes what happened to a site. */
export async function addEvents(
  sql: Sql,
  key: string,
  events: readonly SiteEvent[],
): Promise<void> {
  if (events.length === 0) return
  const times = events.map(({ atMs }) => Math.round(atMs))
  const codes = events.map(({ code }) => code)
  await sql.run(ADD_EVENTS, [key, times, codes, events.map(({ text }) => text)])
}

export function edgeOf({ site_key: site, kind, value }: EdgeRow): StoredEdge {
  return { site, kind: kind as StoredEdge['kind'], value }
}

export function siteOf(row: SiteRow): StoredSite {
  return {
    key: row.site_key,
    kind: row.kind as StoredSite['kind'],
    firstSeenAtMs: row.first_seen_at,
    askedAtMs: row.asked_at,
    judgedAtMs: row.judged_at,
    expiresAtMs: row.expires_at,
    retestAtMs: row.retest_at,
    campaignId: row.campaign_id,
    revision: row.revision,
    isBlocked: row.is_blocked,
    verdict: row.verdict as Verdict,
    investigation: row.investigation as Investigation,
    judgement: row.judgement,
    membership: row.membership,
    observations: row.observations,
  }
}

export function checkOf(row: CheckRow): StoredLinkCheck {
  return {
    id: row.check_id,
    shopId: row.shop_id,
    submittedAtMs: row.submitted_at,
    link: row.link,
    site: siteOf(row),
  }
}

export function campaignOf(row: CampaignRow): StoredCampaign {
  return {
    id: row.campaign_id,
    name: row.name,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
    found: row.found,
    blocked: row.blocked,
    similarity: row.similarity,
    coverage: row.coverage,
    forecast: row.forecast as readonly string[],
    story: row.story as Readonly<Record<string, unknown>>,
  }
}

export function newDomainOf(row: NewDomainRow): NewDomain {
  return {
    domain: row.domain,
    registeredAtMs: row.registered_at,
    registrar: row.registrar,
    privacyService: row.privacy_service,
    nameServers: row.name_servers,
    source: row.source,
    patterns: row.patterns,
  }
}
