import type { Verdict } from '@gatehouse/contract'
import type { Sql } from '../connection/sql.ts'
import type { NewJob } from '../jobs/job.ts'
import { jobRows } from '../jobs/jobs.ts'
import { ENQUEUE_JOBS } from '../queries/jobs.ts'
import {
  BAND_NEIGHBOURS,
  EDGE_DEGREES,
  JUDGE_SITE,
  MERGE_CAMPAIGNS,
  NEIGHBOURS,
  PUT_CAMPAIGN,
  RECOUNT_CAMPAIGNS,
  type EdgeRow,
} from '../queries/sites.ts'
import { addEvents, edgeOf, edges, found } from './site-rows.ts'
import type { SiteEvent, StoredCampaign, StoredEdge, StoredSite } from './site.ts'

/** Sites that are weighed together. */
const NEIGHBOUR_ROWS_MAX = 20_000

export interface PutJudgement {
  readonly key: string
  readonly verdict: Verdict
  readonly judgement: unknown
  readonly expiresAtMs: number
  readonly retestAtMs: number | null
  readonly campaignId: string | null
  readonly membership: unknown
  readonly isBlocked: boolean
}

/** What is read and written while nobody else weighs sites. */
export interface SiteWeighing {
  /** In the same transaction: what has to follow a verdict follows it for sure. */
  enqueue(jobs: readonly NewJob[]): Promise<void>
  sites(keys: readonly string[]): Promise<readonly StoredSite[]>
  edgesOf(keys: readonly string[]): Promise<readonly StoredEdge[]>
  /** What these share with others, of some kinds or of all, but for what more than `degreeMax` sites share. */
  neighbours(
    keys: readonly string[],
    degreeMax: number,
    kinds: readonly StoredEdge['kind'][] | null,
  ): Promise<readonly StoredEdge[]>
  /** How many sites show what two or more of these show; counted up to `most`. */
  degrees(
    keys: readonly string[],
    most: number,
  ): Promise<readonly { kind: StoredEdge['kind']; value: string; sites: number }[]>
  /** Sites whose pages may be like those of these. */
  bandNeighbours(keys: readonly string[], degreeMax: number): Promise<readonly string[]>
  judge(judgement: PutJudgement, atMs: number): Promise<void>
  putCampaign(
    campaign: Omit<StoredCampaign, 'createdAtMs' | 'updatedAtMs' | 'story'>,
    atMs: number,
  ): Promise<void>
  mergeCampaigns(from: readonly string[], into: string): Promise<void>
  /** Counts anew what these campaigns hold. */
  recount(campaigns: readonly string[]): Promise<void>
  addEvents(key: string, events: readonly SiteEvent[]): Promise<void>
}

/** On the connection that holds the transaction. */
export function weighingOn(sql: Sql): SiteWeighing {
  return {
    async enqueue(jobs) {
      await sql.run(ENQUEUE_JOBS, [jobRows(jobs)])
    },
    sites: (keys) => found(sql, keys),
    edgesOf: (keys) => edges(sql, keys),
    async neighbours(keys, degreeMax, kinds) {
      const values = [keys, degreeMax, NEIGHBOUR_ROWS_MAX, kinds]
      return (await sql.rows<EdgeRow>(NEIGHBOURS, values)).map(edgeOf)
    },
    degrees: (keys, most) => sql.rows(EDGE_DEGREES, [keys, most]),
    async bandNeighbours(keys, degreeMax) {
      const values = [keys, degreeMax, NEIGHBOUR_ROWS_MAX]
      const rows = await sql.rows<{ site_key: string }>(BAND_NEIGHBOURS, values)
      return rows.map(({ site_key: site }) => site)
    },
    async judge(put, atMs) {
      await sql.run(JUDGE_SITE, [
        put.key,
        put.verdict,
        JSON.stringify(put.judgement),
        atMs,
        put.expiresAtMs,
        put.retestAtMs,
        put.campaignId,
        put.membership === null ? null : JSON.stringify(put.membership),
        put.isBlocked,
      ])
    },
    async putCampaign({ id, name, found: all, blocked, similarity, coverage, forecast }, atMs) {
      const names = JSON.stringify(forecast)
      await sql.run(PUT_CAMPAIGN, [id, name, atMs, all, blocked, similarity, coverage, names])
    },
    async mergeCampaigns(from, into) {
      if (from.length > 0) await sql.run(MERGE_CAMPAIGNS, [from, into])
    },
    async recount(campaigns) {
      if (campaigns.length > 0) await sql.run(RECOUNT_CAMPAIGNS, [campaigns])
    },
    addEvents: (key, events) => addEvents(sql, key, events),
  }
}
