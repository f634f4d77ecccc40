import type { Verdict } from '@gatehouse/contract'
import {
  CampaignGraph,
  DEFAULT_PRIOR,
  EDGE_POLICIES,
  judge,
  skeletonSimilarity,
  type Campaign,
  type CampaignEvidence,
  type Judgement,
  type LayerReading,
  type SubjectStanding,
} from '@gatehouse/sites'
import type { SiteEvent, Sites, SiteWeighing, StoredEdge, StoredSite } from '@gatehouse/store'
import { readSiteState } from '../site-state.ts'
import { readNeighbourhood, type Neighbourhood } from './neighbourhood.ts'
import { skeletonOf } from './skeleton-of.ts'

/** Pages that are less alike than this say nothing about who made them. */
const SIMILARITY_LEAST = 0.5

export interface WeighParts {
  readonly sites: Pick<Sites, 'weigh'>
  /** What each layer says of a site by what was seen of it. */
  readonly layersOf: (site: StoredSite) => readonly LayerReading[]
  /** How own domains, resellers, warning lists and upheld appeals stand to sites, as of now. */
  readonly standing: () => Promise<(key: string) => SubjectStanding>
  /** Puts sites on the blocklist, and takes them off, in the transaction of the verdict. */
  readonly block: (
    changes: readonly BlockChange[],
    weighing: SiteWeighing,
    atMs: number,
  ) => Promise<void>
  readonly forecast: (campaign: Campaign, sites: readonly StoredSite[]) => readonly string[]
  readonly nowMs: () => number
  readonly newId: (atMs: number) => string
}

export interface BlockChange {
  readonly site: StoredSite
  readonly judgement: Judgement
  readonly campaignId: string | null
}

/** What is kept of a judgement: what the layers said, so that it can be shown and weighed again. */
export interface KeptJudgement extends Judgement {
  readonly readings: readonly LayerReading[]
}

/**
 * Weighs a site with all that it hangs together with: its campaign, the verdict of each member, the
 * blocklist, in one write. One at a time over all nodes, because two sites that are weighed at once
 * would not see each other.
 */
export async function weighSite(parts: WeighParts, key: string): Promise<void> {
  // Asked before the turn: whoever has it must wait for nobody.
  const standingOf = await parts.standing()
  await parts.sites.weigh(async (weighing) => {
    const atMs = parts.nowMs()
    const around = await readNeighbourhood(weighing, key)
    const asked = around.sites.find((site) => site.key === key)
    if (asked === undefined) return
    const readings = parts.layersOf(asked)
    const standing = standingOf(key)
    const alone = judge({
      subject: { domain: key },
      layers: readings,
      campaign: null,
      standing,
      prior: priorOf(asked),
      asOfMs: atMs,
    })
    const graph = graphOf(around, key, alone.ownLogOdds, standingOf)
    const campaign = graph.campaignOf(key)
    const byKey = new Map(around.sites.map((site) => [site.key, site]))
    const members = campaign?.members.map(({ domain }) => byKey.get(domain)!) ?? [asked]
    const judged: { site: StoredSite; judgement: KeptJudgement }[] = []
    for (const site of members) {
      const evidence = graph.evidenceOf(site.key)
      if (site.key === key) {
        judged.push({ site, judgement: weighed(site, readings, evidence, standing, atMs) })
        continue
      }
      const kept = site.judgement as KeptJudgement | null
      if (kept === null) continue
      const its = standingOf(site.key)
      judged.push({ site, judgement: weighed(site, kept.readings, evidence, its, atMs) })
    }
    const campaignId = await keepCampaign(parts, weighing, campaign, members, judged, atMs)
    const changed: BlockChange[] = []
    for (const { site, judgement } of judged) {
      if (site.key !== key && isSame(site, judgement, campaignId)) continue
      changed.push({ site, judgement, campaignId })
      await weighing.judge(
        {
          key: site.key,
          verdict: judgement.verdict,
          judgement,
          expiresAtMs: judgement.expiresAtMs,
          retestAtMs: judgement.retestAtMs,
          campaignId,
          membership: campaign?.members.find(({ domain }) => domain === site.key) ?? null,
          isBlocked: judgement.verdict === 'malicious' && isSite(site),
        },
        atMs,
      )
      await weighing.addEvents(site.key, eventsOf(site, judgement, campaign, campaignId, atMs))
    }
    const left = changed.flatMap(({ site }) => site.campaignId ?? [])
    await weighing.recount([...new Set(left)].filter((id) => id !== campaignId))
    await parts.block(changed, weighing, atMs)
  })
}

function weighed(
  site: StoredSite,
  layers: readonly LayerReading[],
  campaign: CampaignEvidence | null,
  standing: SubjectStanding,
  asOfMs: number,
): KeptJudgement {
  const { key } = site
  const prior = priorOf(site)
  const judgement = judge({ subject: { domain: key }, layers, campaign, standing, prior, asOfMs })
  return { ...judgement, readings: layers }
}

/**
 * Nobody asks about the numbers of friends: one in four is taken to be a swindler's, so that a number
 * which malicious sites show is suspicious, and reports alone do not make it malicious.
 */
const PHONE_PRIOR = 0.25

function priorOf({ kind }: StoredSite): number {
  return kind === 'phone' ? PHONE_PRIOR : DEFAULT_PRIOR
}

function isProtected({ protection, twoPeopleAgreed }: SubjectStanding): boolean {
  return protection !== null && !twoPeopleAgreed
}

/**
 * The graph of the neighbourhood. Every site stands in it with what its own layers say; what an own
 * domain or a bank shows is no mark, whoever was asked for.
 */
function graphOf(
  { sites, edges, degrees }: Neighbourhood,
  key: string,
  ownLogOdds: number,
  standingOf: (key: string) => SubjectStanding,
): CampaignGraph {
  const graph = new CampaignGraph()
  const pages = sites.map((site) => ({ key: site.key, skeleton: skeletonOf(site) }))
  for (const site of sites) {
    const kept = site.judgement as KeptJudgement | null
    const { registration } = readSiteState(site.observations)
    graph.put({
      domain: site.key,
      edges: edges.get(site.key) ?? [],
      ownLogOdds: site.key === key ? ownLogOdds : (kept?.ownLogOdds ?? null),
      seenAtMs: site.firstSeenAtMs,
      registeredAtMs:
        registration === undefined || 'unknown' in registration
          ? null
          : registration.registeredAtMs,
      isProtected: isProtected(standingOf(site.key)),
    })
  }
  for (const { kind, value, sites: shown } of degrees) graph.setShownBy(kind, value, shown)
  for (const [at, first] of pages.entries()) {
    for (const second of pages.slice(at + 1)) {
      if (first.skeleton === null || second.skeleton === null) continue
      const similarity = skeletonSimilarity(first.skeleton, second.skeleton)
      if (similarity >= SIMILARITY_LEAST) graph.setSimilarity(first.key, second.key, similarity)
    }
  }
  for (const { key: domain, skeleton } of pages) {
    const site = graph.site(domain)
    const links = graph.linksOf(domain)
    const isAlone = links.length > 0 && links.every(({ shared }) => shared.every(isByRegistration))
    // A burst brings sites together to be looked at. Where the page was seen, it has to agree.
    if (site === undefined || skeleton === null || !isAlone) continue
    graph.put({ ...site, edges: site.edges.filter((edge) => !isByRegistration(edge)) })
  }
  return graph
}

function isByRegistration({ kind }: Pick<StoredEdge, 'kind'>): boolean {
  return EDGE_POLICIES[kind].family === 'registration'
}

/** @returns the id of the campaign; `null`: the site is in none */
async function keepCampaign(
  parts: Pick<WeighParts, 'newId' | 'forecast'>,
  weighing: SiteWeighing,
  campaign: Campaign | null,
  members: readonly StoredSite[],
  judged: readonly { site: StoredSite; judgement: Judgement }[],
  atMs: number,
): Promise<string | null> {
  const isOne = judged.some(({ judgement }) => judgement.verdict === 'malicious')
  const known = members.flatMap(({ campaignId }) => (campaignId === null ? [] : [campaignId]))
  // Sites that are alike are no campaign until one of them is known to be malicious.
  if (campaign === null || (!isOne && known.length === 0)) return null
  const [oldest, ...others] = [...new Set(known)].sort()
  const id = oldest ?? parts.newId(atMs)
  const named = members.find(({ key }) => key === campaign.key) ?? members[0]!
  await weighing.mergeCampaigns(others, id)
  await weighing.putCampaign(
    {
      id,
      name: named.key,
      found: members.filter(isSite).length,
      blocked: judged.filter(
        ({ site, judgement }) => isSite(site) && judgement.verdict === 'malicious',
      ).length,
      similarity: campaign.similarity ?? 0,
      coverage: campaign.coverage,
      forecast: parts.forecast(campaign, members),
    },
    atMs,
  )
  return id
}

/** A telephone number hangs together with a campaign; it is none of its sites. */
function isSite({ kind }: StoredSite): boolean {
  return kind === 'site'
}

function isSame(site: StoredSite, judgement: Judgement, campaignId: string | null): boolean {
  const kept = site.judgement as KeptJudgement | null
  return (
    site.verdict === judgement.verdict &&
    site.campaignId === campaignId &&
    Math.abs((kept?.logOdds ?? 0) - judgement.logOdds) < 0.5
  )
}

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  malicious: 'The verdict is malicious',
  suspicious: 'The verdict is suspicious',
  unknown: 'Too little could be seen for a verdict',
  benign: 'The verdict is benign',
}

function eventsOf(
  site: StoredSite,
  judgement: Judgement,
  campaign: Campaign | null,
  campaignId: string | null,
  atMs: number,
): SiteEvent[] {
  const events: SiteEvent[] = []
  if (campaign !== null && campaignId !== null && site.campaignId !== campaignId) {
    const text = `It belongs to a campaign of ${campaign.members.length} sites.`
    events.push({ atMs, code: 'CAMPAIGN_JOINED', text })
  }
  if (site.verdict !== judgement.verdict) {
    const percent = (judgement.probability * 100).toFixed(1)
    const text = `${VERDICT_WORDS[judgement.verdict]} (${percent} %, confidence ${judgement.confidence}).`
    events.push({ atMs, code: `VERDICT_${judgement.verdict.toUpperCase()}`, text })
  }
  if (judgement.verdict === 'malicious' && !site.isBlocked) {
    events.push({ atMs, code: 'BLOCKED', text: 'It is on the blocklist.' })
  }
  if (judgement.verdict !== 'malicious' && site.isBlocked) {
    events.push({ atMs, code: 'UNBLOCKED', text: 'It is no longer on the blocklist.' })
  }
  return events
}
