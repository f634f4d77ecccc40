import {
  CAMPAIGN_SITES_SHOWN,
  SITE_LAYERS,
  type Campaign,
  type CampaignInShort,
  type CampaignTold,
  type CampaignMember,
  type LinkCheck,
  type PublicCheck,
  type TimelineEntry,
} from '@gatehouse/contract'
import type { CampaignMember as Member, LexicalFeatures } from '@gatehouse/sites'
import type {
  SiteEvent,
  Sites,
  StoredCampaign,
  StoredLinkCheck,
  StoredSite,
} from '@gatehouse/store'
import { storyOf } from './campaign-story.ts'
import type { KeptJudgement } from '../weigh/weigh-site.ts'

const TEXT_LENGTH_MAX = 500
const FINDINGS_MAX = 100
const REASONS_MAX = 50
const PUBLIC_REASONS_MAX = 5
const TIES_MAX = 20

const time = (atMs: number) => new Date(atMs).toISOString()
const short = (text: string) => text.slice(0, TEXT_LENGTH_MAX)

/** A check as the API shows it. */
export async function shownCheck(
  sites: Pick<Sites, 'events' | 'campaign'>,
  { id, submittedAtMs, link, site }: StoredLinkCheck,
  featuresOf: (link: string) => LexicalFeatures | null,
): Promise<LinkCheck> {
  const kept = site.judgement as KeptJudgement | null
  const [events, campaign] = await Promise.all([
    sites.events([site.key]),
    site.campaignId === null ? undefined : sites.campaign(site.campaignId),
  ])
  return {
    id,
    state: isDone(site) ? 'done' : 'investigating',
    subject: { kind: site.kind, name: site.key },
    verdict: site.verdict,
    confidence: kept?.confidence ?? 'low',
    probability: kept?.probability ?? null,
    reasons: reasonsOf(kept).slice(0, REASONS_MAX),
    features: featuresOf(link),
    layers: layersOf(kept),
    campaign: campaign === undefined ? null : inShort(campaign),
    is_blocked: site.isBlocked,
    submitted_at: time(submittedAtMs),
    judged_at: site.judgedAtMs === null ? null : time(site.judgedAtMs),
    expires_at: site.expiresAtMs === null ? null : time(site.expiresAtMs),
    timeline: timelineOf(events, site.firstSeenAtMs),
  }
}

/** For somebody without a key. */
export async function shownPublicly(
  sites: Pick<Sites, 'campaign'>,
  { id, site }: StoredLinkCheck,
): Promise<PublicCheck> {
  const kept = site.judgement as KeptJudgement | null
  const campaign = site.campaignId === null ? undefined : await sites.campaign(site.campaignId)
  const against = (kept?.reasons ?? []).filter(({ logOdds }) => logOdds > 0)
  const shown = site.verdict === 'benign' || site.verdict === 'unknown' ? [] : against
  return {
    id,
    state: isDone(site) ? 'done' : 'investigating',
    subject: { kind: site.kind, name: site.key },
    verdict: site.verdict,
    confidence: kept?.confidence ?? 'low',
    advice: ADVICE[site.verdict],
    reasons: shown.slice(0, PUBLIC_REASONS_MAX).map(({ text }) => short(text)),
    related: Math.max(0, (campaign?.found ?? 0) - 1),
    is_blocked: site.isBlocked,
  }
}

const ADVICE = {
  malicious: 'stop',
  suspicious: 'careful',
  unknown: 'wait',
  benign: 'nothing_found',
} as const

/** A campaign with its sites. */
export async function shownCampaign(
  sites: Pick<Sites, 'campaignSites' | 'events'>,
  campaign: StoredCampaign,
): Promise<Campaign> {
  const members = await sites.campaignSites(campaign.id, CAMPAIGN_SITES_SHOWN)
  const events = await sites.events(members.map(({ key }) => key))
  // From the first link of it that somebody handed in; what was met before that is older.
  const submitted = events.find(({ code }) => code === 'SUBMITTED') ?? events[0]
  const firstMs = submitted?.atMs ?? campaign.createdAtMs
  return {
    ...inShort(campaign),
    created_at: time(campaign.createdAtMs),
    updated_at: time(campaign.updatedAtMs),
    sites: members.map(memberOf),
    timeline: timelineOf(
      events.map((event) => ({ ...event, text: `${event.site}: ${event.text}` })),
      firstMs,
    ),
    forecast: [...campaign.forecast],
    story: storyOf(campaign.story as CampaignTold, members),
  }
}

export function inShort(campaign: StoredCampaign): CampaignInShort {
  const { id, name, found, blocked, similarity, coverage } = campaign
  return { id, name, found, blocked, similarity, coverage }
}

function memberOf(site: StoredSite): CampaignMember {
  const member = site.membership as Member | null
  return {
    site: site.key,
    verdict: site.verdict,
    is_blocked: site.isBlocked,
    similarity: member?.similarity ?? 0,
    ties: (member?.reasons ?? []).slice(0, TIES_MAX).map(({ kind, value, sharedWith }) => ({
      kind,
      value: value.slice(0, TEXT_LENGTH_MAX),
      sites: sharedWith + 1,
    })),
  }
}

function isDone({ investigation }: StoredSite): boolean {
  return investigation === 'none' || investigation === 'done'
}

function reasonsOf(kept: KeptJudgement | null): { code: string; text: string }[] {
  return (kept?.reasons ?? []).map(({ code, text }) => ({ code, text: short(text) }))
}

function layersOf(kept: KeptJudgement | null): LinkCheck['layers'] {
  return SITE_LAYERS.map((layer) => {
    const said = kept?.layers.find((each) => each.layer === layer)
    const reading = kept?.readings.find((each) => each.layer === layer)
    const findings = reading?.state === 'read' ? reading.findings : []
    return {
      layer,
      state: said?.state ?? 'unknown',
      reason: said === undefined ? 'not_asked' : said.reason,
      log_odds: said?.logOdds ?? 0,
      findings: findings
        .slice(0, FINDINGS_MAX)
        .map(({ code, text, logOdds }) => ({ code, text: short(text), log_odds: logOdds })),
    }
  })
}

function timelineOf(events: readonly SiteEvent[], firstMs: number): TimelineEntry[] {
  return events.map(({ atMs, code, text }) => ({
    at: time(atMs),
    seconds: Math.max(0, (atMs - firstMs) / 1000),
    code,
    text: short(text),
  }))
}
