import type { CAMPAIGN_PLATFORMS } from '@gatehouse/contract'
import { compareText } from '../layer-reading.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** What an operator does, one after the other and overlapping. */
export type PhaseKind = 'registration' | 'content' | 'distribution' | 'collection'

export interface CampaignPhase {
  readonly kind: PhaseKind
  readonly fromMs: number
  readonly toMs: number
  /** Things seen in it: domains, pages, posts, payments. */
  readonly count: number
}

/** Times at which things of a phase were seen, in any order, milliseconds since the epoch. */
export type PhaseTimes = Partial<Readonly<Record<PhaseKind, readonly number[]>>>

const PHASES: readonly PhaseKind[] = ['registration', 'content', 'distribution', 'collection']

/** Phases that something was seen of, in the order in which they began. */
export function phasesOf(times: PhaseTimes): CampaignPhase[] {
  return PHASES.flatMap((kind) => {
    const seen = (times[kind] ?? []).filter(Number.isFinite)
    if (seen.length === 0) return []
    const fromMs = seen.reduce((a, b) => Math.min(a, b))
    const toMs = seen.reduce((a, b) => Math.max(a, b))
    return [{ kind, fromMs, toMs, count: seen.length }]
  }).sort((a, b) => a.fromMs - b.fromMs)
}

export type Platform = (typeof CAMPAIGN_PLATFORMS)[number]

/** One place where links of a campaign were spread. */
export interface DistributionPost {
  readonly platform: Platform
  /** Name of the channel, forum or server. */
  readonly channel: string
  readonly atMs: number
  /** Who could see it; `null`: nobody knows. */
  readonly subscribers: number | null
  /** The right to post there was bought. */
  readonly isBought: boolean
}

export interface Distribution {
  /** How many channels of each platform, most first. */
  readonly channels: readonly { readonly platform: Platform; readonly count: number }[]
  /** Sum over channels; people who follow several count several times, so it is an upper bound. */
  readonly reach: number
  /** Channels of which nobody knows how many follow. */
  readonly channelsOfUnknownReach: number
  readonly firstMs: number
  /** From the first to the last first post of a channel. */
  readonly windowMinutes: number
  /** From the first post to the first alert of anybody; `null`: there was none, or it came before. */
  readonly firstAlertAfterMinutes: number | null
  readonly boughtChannels: number
}

/** How a campaign was spread; `null`: nothing was seen of it. */
export function distributionOf(
  posts: readonly DistributionPost[],
  firstAlertMs: number | null = null,
): Distribution | null {
  const channels = new Map<string, DistributionPost>()
  for (const post of posts) {
    const key = `${post.platform}\n${post.channel}`
    const known = channels.get(key)
    channels.set(key, known ? mergePosts(known, post) : post)
  }
  const firsts = [...channels.values()]
  if (firsts.length === 0) return null
  const firstMs = Math.min(...firsts.map(({ atMs }) => atMs))
  const counts = new Map<Platform, number>()
  for (const { platform } of firsts) counts.set(platform, (counts.get(platform) ?? 0) + 1)
  return {
    channels: [...counts]
      .map(([platform, count]) => ({ platform, count }))
      .sort((a, b) => b.count - a.count || compareText(a.platform, b.platform)),
    reach: firsts.reduce((sum, { subscribers }) => sum + (subscribers ?? 0), 0),
    channelsOfUnknownReach: firsts.filter(({ subscribers }) => subscribers === null).length,
    firstMs,
    windowMinutes: Math.round((Math.max(...firsts.map(({ atMs }) => atMs)) - firstMs) / MINUTE_MS),
    firstAlertAfterMinutes:
      firstAlertMs === null || firstAlertMs < firstMs
        ? null
        : Math.round((firstAlertMs - firstMs) / MINUTE_MS),
    boughtChannels: firsts.filter(({ isBought }) => isBought).length,
  }
}

function mergePosts(a: DistributionPost, b: DistributionPost): DistributionPost {
  const subscribers =
    a.subscribers === null && b.subscribers === null
      ? null
      : Math.max(a.subscribers ?? 0, b.subscribers ?? 0)
  return { ...a, atMs: Math.min(a.atMs, b.atMs), subscribers, isBought: a.isBought || b.isBought }
}

/** A station on the way of the money. */
export interface PaymentStep {
  readonly kind:
    | 'card'
    | 'bank_account'
    | 'wallet'
    | 'merchant_account'
    | 'exchange'
    | 'mixing_service'
    | 'unknown'
  /** Address, account or name of the service, as it may be told. */
  readonly id: string
  readonly seenAtMs: number
  /** An analyst's words. */
  readonly note: string
}

export interface PaymentTrail {
  /** In the order of time. */
  readonly steps: readonly PaymentStep[]
  /** Where it can be followed no further: the first mixing service, else the last step. */
  readonly endsAt: PaymentStep | null
}

/** The payment trail as far as it can be followed. */
export function paymentTrailOf(steps: readonly PaymentStep[]): PaymentTrail {
  const sorted = [...steps].sort((a, b) => a.seenAtMs - b.seenAtMs || compareText(a.id, b.id))
  const mixed = sorted.find(({ kind }) => kind === 'mixing_service')
  return { steps: sorted, endsAt: mixed ?? sorted.at(-1) ?? null }
}

/** How many people may have been harmed. An estimate from assumptions, which it names. */
export interface Exposure {
  readonly people: number
  /** Share of them that is taken to fall for it, 0 to 1. */
  readonly share: number
  readonly victims: number
  readonly low: number
  readonly high: number
}

/** The mission's assumption, and a fifth and twice of it, because nobody has counted. */
const VICTIM_SHARE = { likely: 0.005, low: 0.001, high: 0.01 }

/** 40,000 people and a share of 0.5 % are 200 victims. */
export function exposureOf(
  people: number,
  {
    likely,
    low,
    high,
  }: { readonly likely: number; readonly low: number; readonly high: number } = VICTIM_SHARE,
): Exposure {
  const of = (share: number) => Math.round(Math.max(0, people) * share)
  return { people, share: likely, victims: of(likely), low: of(low), high: of(high) }
}

/** Something that happened in a case, as the record keeps it. */
export interface CaseEvent {
  /** `submitted`, `clustered`, `payment_flow`, `attributed`, `blocked` and the like. */
  readonly what: string
  readonly atMs: number
}

export interface TimelineEntry extends CaseEvent {
  readonly afterMs: number
  /** `T+17 min`, `T+11 h 08 min`; under a minute `T+42 s`. */
  readonly at: string
}

/**
 * The timeline of a case from its submission on. What came before is left out: it belongs to the story
 * of the campaign, not to ours.
 */
export function timelineOf(submittedMs: number, events: readonly CaseEvent[]): TimelineEntry[] {
  return events
    .filter(({ atMs }) => atMs >= submittedMs)
    .map(({ what, atMs }) => {
      const afterMs = atMs - submittedMs
      return { what, atMs, afterMs, at: afterText(afterMs) }
    })
    .sort((a, b) => a.atMs - b.atMs || compareText(a.what, b.what))
}

function afterText(afterMs: number): string {
  if (afterMs < MINUTE_MS) return `T+${Math.floor(afterMs / 1000)} s`
  const hours = Math.floor(afterMs / HOUR_MS)
  const minutes = Math.floor((afterMs % HOUR_MS) / MINUTE_MS)
  if (hours === 0) return `T+${minutes} min`
  return minutes === 0 ? `T+${hours} h` : `T+${hours} h ${String(minutes).padStart(2, '0')} min`
}
