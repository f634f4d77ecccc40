import type { CampaignStory, CampaignTold } from '@gatehouse/contract'
import { hexOf, type CampaignMember, type TlpLevel } from '@gatehouse/sites'
import type { SiteEvent, Sites, StoredCampaign, StoredSite } from '@gatehouse/store'
import { nodeDigests } from '../feed/digests.ts'
import { storyOf } from '../desk/campaign-story.ts'
import { readSiteState, seen } from '../site-state.ts'
import type { KeptJudgement } from '../weigh/weigh-site.ts'
import type { Dossier, DossierEvidence, DossierSite, ExposureChannel } from './dossier.ts'

/** Who asks for the package, and under which number. */
export interface CaseAsked {
  readonly caseId: string
  readonly preparedBy: Dossier['preparedBy']
  readonly tlp: TlpLevel
  readonly nowMs: number
}

/** A case, and the bytes that its chain of custody names. */
export interface CampaignCase {
  readonly dossier: Dossier
  /** A line of JSON for each item of evidence, in its order. */
  readonly evidence: string
}

type SiteEvents = readonly (SiteEvent & { readonly site: string })[]

const SITES_MAX = 1000
const FINDINGS_MAX = 4
const TIMELINE_MAX = 200
const CHANNELS_MAX = 100
/** Kept with a site, and not seen of it. */
const ASKED: ReadonlySet<string> = new Set(['url', 'submitted', 'number'])
/** What money goes to, in words. */
const PAYMENT_KINDS: Readonly<Record<string, string>> = {
  card_destination: 'Card data posted to',
  merchant_id: 'Merchant id',
  wallet: 'Wallet',
}

/** Gathers all that is kept of a campaign. What nobody noted or saw is said to be unknown. */
export async function caseOfCampaign(
  sites: Pick<Sites, 'campaignSites' | 'events'>,
  campaign: StoredCampaign,
  asked: CaseAsked,
): Promise<CampaignCase> {
  const members = await sites.campaignSites(campaign.id, SITES_MAX)
  const events = await sites.events(members.map(({ key }) => key))
  const lines = members.flatMap(evidenceOf)
  const seenAtMs = members.map(({ firstSeenAtMs }) => firstSeenAtMs)
  const probabilities = members.flatMap(({ judgement }) => keptOf(judgement)?.probability ?? [])
  const { told, exposure } = storyOf(campaign.story as CampaignTold, members)
  return {
    evidence: lines.map(({ line }) => `${line}\n`).join(''),
    dossier: {
      caseId: asked.caseId,
      preparedAtMs: asked.nowMs,
      preparedBy: asked.preparedBy,
      tlp: asked.tlp,
      campaign: {
        id: campaign.id,
        title: `Campaign of ${campaign.name}`,
        summary:
          told.summary ??
          `${members.length} sites hang together by what they share. ${campaign.blocked} of them are blocked.`,
        firstSeenAtMs: Math.min(campaign.createdAtMs, ...seenAtMs),
        lastSeenAtMs: campaign.updatedAtMs,
        confidence: Math.max(0, ...probabilities),
        similarity: campaign.coverage > 0 ? campaign.similarity : null,
        coverage: campaign.coverage > 0 ? campaign.coverage : null,
      },
      timeline: events.slice(0, TIMELINE_MAX).map(({ atMs, site, text }) => ({
        atMs,
        what: `${site.replaceAll('.', '[.]')}: ${text}`,
      })),
      sites: members.map((site) => dossierSite(site, events)),
      payments: sharedBy(members, (kind) => kind in PAYMENT_KINDS).map(
        ({ kind, value, seenOn }) => ({
          kind: PAYMENT_KINDS[kind]!,
          value,
          seenOn,
          note: seenOn.length > 1 ? 'Shared: it ties these sites to one hand.' : '',
        }),
      ),
      operator: {
        name: told.operator ?? null,
        basis: sharedBy(members, (kind) => !(kind in PAYMENT_KINDS))
          .slice(0, 12)
          .map(
            ({ kind, value, seenOn }) =>
              `${seenOn.length} sites show the same ${kind.replaceAll('_', ' ')}: ${value}`,
          ),
      },
      exposure: {
        channels: channelsOf(told),
        estimate: exposureText(exposure),
      },
      forecast: campaign.forecast,
      evidence: lines.map(({ item }) => item),
    },
  }
}

function dossierSite(site: StoredSite, events: SiteEvents): DossierSite {
  const state = readSiteState(site.observations)
  const registration = seen(state.registration)
  const blocked = events.findLast(({ site: key, code }) => key === site.key && code === 'BLOCKED')
  const reasons = keptOf(site.judgement)?.reasons ?? []
  return {
    domain: site.key,
    verdict: site.verdict === 'benign' ? 'unknown' : site.verdict,
    registeredAtMs: registration?.registeredAtMs ?? null,
    registrar: registration?.registrar ?? null,
    addresses: (seen(state.network)?.addresses ?? []).slice(0, 4),
    firstSeenAtMs: site.firstSeenAtMs,
    blockedAtMs: site.isBlocked ? (blocked?.atMs ?? site.judgedAtMs) : null,
    findings: reasons
      .filter(({ logOdds }) => logOdds > 0)
      .slice(0, FINDINGS_MAX)
      .map(({ text }) => text),
  }
}

/** What members share, most sites first. */
function sharedBy(
  members: readonly StoredSite[],
  isWanted: (kind: string) => boolean,
): { readonly kind: string; readonly value: string; readonly seenOn: readonly string[] }[] {
  const byMark = new Map<string, { kind: string; value: string; seenOn: string[] }>()
  for (const { key, membership } of members) {
    for (const { kind, value } of (membership as CampaignMember | null)?.reasons ?? []) {
      if (!isWanted(kind)) continue
      const mark = byMark.get(`${kind} ${value}`) ?? { kind, value, seenOn: [] }
      mark.seenOn.push(key)
      byMark.set(`${kind} ${value}`, mark)
    }
  }
  return [...byMark.values()].sort((a, b) => b.seenOn.length - a.seenOn.length)
}

/** Each observation as the line that is handed over, and the hash of that line. */
function evidenceOf(site: StoredSite): { readonly line: string; readonly item: DossierEvidence }[] {
  // What somebody pasted is theirs, and is no evidence.
  const seenTopics = Object.entries(site.observations).filter(([topic]) => !ASKED.has(topic))
  return seenTopics.map(([topic, observation]) => {
    const line = JSON.stringify({ site: site.key, topic, observation })
    const observedAtMs = (observation as { observedAtMs?: unknown } | null)?.observedAtMs
    return {
      line,
      item: {
        name: topic.replaceAll('_', ' '),
        source: site.key,
        takenAtMs: typeof observedAtMs === 'number' ? observedAtMs : site.firstSeenAtMs,
        takenBy: 'Gatehouse',
        bytes: Buffer.byteLength(line),
        sha256: hexOf(nodeDigests.sha256(line)),
      },
    }
  })
}

function keptOf(judgement: unknown): KeptJudgement | null {
  return judgement as KeptJudgement | null
}

/** As people noted it. */
function channelsOf({ posts = [] }: CampaignTold): ExposureChannel[] {
  return posts.slice(0, CHANNELS_MAX).map((post) => ({
    kind: post.platform,
    name: post.channel,
    reach: post.subscribers ?? null,
    note: post.is_bought === true ? 'The right to post there was bought.' : '',
  }))
}

function exposureText(exposure: CampaignStory['exposure']): string {
  if (exposure === null) return 'Nobody has noted how many people were reached.'
  const { people, victims, low, high } = exposure
  return `${people} people could see it. If one in 200 of them falls for it, that is ${victims} (estimated, between ${low} and ${high}).`
}
