import type { CampaignStory, CampaignTold } from '@gatehouse/contract'
import { distributionOf, exposureOf, paymentTrailOf, phasesOf } from '@gatehouse/sites'
import type { StoredSite } from '@gatehouse/store'
import { readSiteState, seen } from '../site-state.ts'

const time = (atMs: number) => new Date(atMs).toISOString()

/**
 * The story of a campaign: what people noted, and what follows from that and from its sites. What
 * nobody noted is `null`, never nought.
 */
export function storyOf(told: CampaignTold, sites: readonly StoredSite[]): CampaignStory {
  const { posts = [], payments = [], first_alert_at: alertAt } = told
  const distribution = distributionOf(
    posts.map((post) => ({
      platform: post.platform,
      channel: post.channel,
      atMs: Date.parse(post.at),
      subscribers: post.subscribers ?? null,
      isBought: post.is_bought ?? false,
    })),
    alertAt === undefined ? null : Date.parse(alertAt),
  )
  const trail = paymentTrailOf(
    payments.map(({ kind, id, seen_at: at, note = '' }) => ({
      kind,
      id,
      seenAtMs: Date.parse(at),
      note,
    })),
  )
  const phases = phasesOf({
    registration: sites.flatMap(({ observations }) => {
      const at = seen(readSiteState(observations).registration)?.registeredAtMs ?? null
      return at === null ? [] : [at]
    }),
    content: sites.map(({ firstSeenAtMs }) => firstSeenAtMs),
    distribution: posts.map(({ at }) => Date.parse(at)),
    collection: payments.map(({ seen_at: at }) => Date.parse(at)),
  })
  const exposure = distribution === null ? null : exposureOf(distribution.reach)
  return {
    told,
    phases: phases.map(({ kind, fromMs, toMs, count }) => ({
      kind,
      from: time(fromMs),
      to: time(toMs),
      count,
    })),
    distribution:
      distribution === null
        ? null
        : {
            channels: distribution.channels.map((each) => ({ ...each })),
            reach: distribution.reach,
            channels_of_unknown_reach: distribution.channelsOfUnknownReach,
            window_minutes: distribution.windowMinutes,
            first_alert_after_minutes: distribution.firstAlertAfterMinutes,
            bought_channels: distribution.boughtChannels,
          },
    payment_trail_ends_at:
      trail.endsAt === null ? null : `${trail.endsAt.kind}: ${trail.endsAt.id}`,
    exposure: exposure === null ? null : { ...exposure },
  }
}
