import type { SiteLayer, Verdict } from '@gatehouse/contract'
import type { CampaignEvidence } from '../campaign/campaign.ts'
import type { Finding, LayerReading } from '../layer.ts'
import { capped, logOddsOf, probabilityOf, strongestFirst } from '../layer-reading.ts'
import { BOUNDS, DEFAULT_PRIOR, LIVES } from './judge-settings.ts'

/** What lists and registries of the installation say about the subject. */
export interface SubjectStanding {
  /** Why it cannot be called malicious by the machine alone; `null`: it can. */
  readonly protection: 'own_domain' | 'authorised_reseller' | 'warning_list' | 'allow_list' | null
  /** Two people have agreed to block it all the same. */
  readonly twoPeopleAgreed: boolean
}

export interface JudgeInput {
  readonly subject: { readonly domain: string }
  /** One per layer that was asked; the others count as `not_asked`. */
  readonly layers: readonly LayerReading[]
  readonly campaign: CampaignEvidence | null
  readonly standing?: SubjectStanding | undefined
  /** Probability that a subject that comes this far is malicious, before anything is looked at. */
  readonly prior?: number | undefined
  readonly asOfMs: number
}

export type Confidence = 'low' | 'moderate' | 'high'

/** What one layer added. */
export interface Contribution {
  readonly layer: SiteLayer
  readonly state: LayerReading['state']
  /** After the caps; 0 for `unknown`. */
  readonly logOdds: number
  /** Why it is unknown. */
  readonly reason: string | null
}

export interface Judgement {
  readonly verdict: Verdict
  /** Of being malicious, 0 to 1. */
  readonly probability: number
  readonly confidence: Confidence
  readonly logOdds: number
  /** Without the campaign: what the graph of campaigns is told, so that nothing goes round. */
  readonly ownLogOdds: number
  readonly layers: readonly Contribution[]
  readonly campaign: { readonly logOdds: number; readonly canConvict: boolean } | null
  /** Findings of all layers and of the campaign, strongest first. */
  readonly reasons: readonly Finding[]
  /** It would be malicious, but is protected: two people have to agree. */
  readonly needsTwoPeople: boolean
  /** After that the verdict says nothing any more. */
  readonly expiresAtMs: number
  readonly retestAtMs: number
}

/**
 * Fuses layers and campaign to a verdict: the log-odds of the prior and of what each layer says within
 * its caps are added. A layer that is unknown moves nothing, and where too few have looked the verdict
 * is `unknown`, never `benign`. Order and number of the readings do not matter; of two readings of one
 * layer the graver counts.
 */
export function judge(input: JudgeInput): Judgement {
  const layers = contributions(input.layers)
  const own = logOddsOf(priorOf(input)) + layers.reduce((sum, { logOdds }) => sum + logOdds, 0)
  const fromCampaign = Math.max(0, Math.min(BOUNDS.campaignMost, input.campaign?.logOdds ?? 0))
  const logOdds = own + fromCampaign
  const canConvict = input.campaign?.canConvict ?? false
  const found = verdictOf(logOdds, own, canConvict, layers)
  const needsTwoPeople =
    found === 'malicious' &&
    (input.standing?.protection ?? null) !== null &&
    !input.standing!.twoPeopleAgreed
  const verdict = needsTwoPeople ? 'suspicious' : found
  const life = LIVES[verdict]
  return {
    verdict,
    probability: probabilityOf(logOdds),
    confidence: confidenceOf(found, layers, fromCampaign, canConvict),
    logOdds,
    ownLogOdds: own,
    layers,
    campaign: input.campaign ? { logOdds: fromCampaign, canConvict } : null,
    reasons: reasonsOf(input, fromCampaign),
    needsTwoPeople,
    expiresAtMs: input.asOfMs + life.expiresMs,
    retestAtMs: input.asOfMs + life.retestMs,
  }
}

function priorOf({ prior = DEFAULT_PRIOR }: JudgeInput): number {
  return Math.min(BOUNDS.priorMost, Math.max(BOUNDS.priorLeast, prior))
}

function contributions(readings: readonly LayerReading[]): Contribution[] {
  const found = new Map<SiteLayer, Contribution>()
  for (const reading of readings) {
    const { layer, state } = reading
    const next: Contribution =
      reading.state === 'read'
        ? { layer, state, logOdds: capped(layer, reading.logOdds), reason: null }
        : { layer, state, logOdds: 0, reason: reading.reason }
    const known = found.get(layer)
    if (!known || isGraver(next, known)) found.set(layer, next)
  }
  return BOUNDS.layers.map(
    (layer) => found.get(layer) ?? { layer, state: 'unknown', logOdds: 0, reason: 'not_asked' },
  )
}

function isGraver(next: Contribution, known: Contribution): boolean {
  if (next.state !== known.state) return next.state === 'read'
  if (next.state === 'unknown') return (next.reason ?? '') < (known.reason ?? '')
  return next.logOdds > known.logOdds
}

/**
 * `malicious` needs the layers to say so themselves, or a campaign that can convict. What a site is
 * called, when it was registered and where it lies is no deed: together these make it suspicious at
 * most, until its page, its checkout or the people who report it say something clear as well.
 * `benign` needs three layers, one of which saw the page or the checkout; what was hardly looked at
 * is `unknown`.
 */
function verdictOf(
  logOdds: number,
  own: number,
  canConvict: boolean,
  layers: readonly Contribution[],
): Verdict {
  const isSureAlone = own >= BOUNDS.malicious && deedsOf(layers) >= BOUNDS.clear
  if (logOdds >= BOUNDS.malicious && (canConvict || isSureAlone)) return 'malicious'
  const read = layers.filter(({ state }) => state === 'read')
  // A prior alone, however grave, is nothing that was seen.
  const isLooked = read.length > 0 || logOdds > own
  if (logOdds >= BOUNDS.suspicious && isLooked) return 'suspicious'
  const sawIt = read.some(({ layer }) => layer === 'page' || layer === 'payment_flow')
  const isEnough = read.length >= BOUNDS.layersForBenign && sawIt
  return isEnough && logOdds <= BOUNDS.benign ? 'benign' : 'unknown'
}

/** What was seen the site do, or do to people. */
function deedsOf(layers: readonly Contribution[]): number {
  return layers
    .filter(({ layer }) => DEEDS.has(layer))
    .reduce((sum, { logOdds }) => sum + logOdds, 0)
}

const DEEDS: ReadonlySet<SiteLayer> = new Set<SiteLayer>(['page', 'payment_flow', 'reports'])

/**
 * High: at least two layers say clearly (an odds ratio of e) what the verdict says, or one does and a
 * campaign that can convict, and none says clearly the opposite. Low: none does. Moderate otherwise.
 */
function confidenceOf(
  verdict: Verdict,
  layers: readonly Contribution[],
  fromCampaign: number,
  canConvict: boolean,
): Confidence {
  if (verdict === 'unknown') return 'low'
  const sign = verdict === 'benign' ? -1 : 1
  const clear = (logOdds: number) => sign * logOdds >= BOUNDS.clear
  const agree = layers.filter(({ logOdds }) => clear(logOdds)).length
  const oppose = layers.filter(({ logOdds }) => clear(-logOdds)).length
  const hasCampaign = sign > 0 && canConvict && fromCampaign >= BOUNDS.clear
  const voices = agree + (hasCampaign && agree > 0 ? 1 : 0)
  if (voices >= 2 && oppose === 0) return 'high'
  return voices > 0 || hasCampaign ? 'moderate' : 'low'
}

function reasonsOf({ layers, campaign }: JudgeInput, fromCampaign: number): Finding[] {
  const findings = layers.flatMap((reading) => (reading.state === 'read' ? reading.findings : []))
  if (campaign && fromCampaign > 0) findings.push(campaignFinding(campaign, fromCampaign))
  return strongestFirst(findings).slice(0, BOUNDS.reasonsMost)
}

function campaignFinding(campaign: CampaignEvidence, logOdds: number): Finding {
  const { members, maliciousMembers, canConvict, kinds } = campaign
  const shown = kinds.map((kind) => kind.replaceAll('_', ' ')).join(', ')
  const by = shown === '' ? 'over other members' : `by ${shown}`
  return canConvict
    ? {
        code: 'CAMPAIGN_MEMBER',
        text: `One of ${members} sites of a campaign, joined ${by} to malicious ones; ${maliciousMembers} of the others are malicious by themselves.`,
        logOdds,
      }
    : {
        code: 'CAMPAIGN_WEAK',
        text: `Joined ${by} to a campaign of ${members} sites, which strangers may be too; ${maliciousMembers} of the others are malicious by themselves.`,
        logOdds,
      }
}
