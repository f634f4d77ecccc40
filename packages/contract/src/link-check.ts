import { Type, type Static } from 'typebox'
import { pageQuery } from './routes/route.ts'
import { closed, count, id, listOf, oneOf, quantity, text, time } from './schema.ts'
import { SITE_EDGES, SITE_LAYERS, VERDICTS } from './verdict.ts'

/** Browsers bear some 2,000 characters, and servers 8,192. */
export const LINK_LENGTH_MAX = 8192
const SUBJECT_LENGTH_MAX = 512
const LAYER_FINDINGS_MAX = 100
const REASONS_MAX = 50
const TIMELINE_MAX = 1000
/** Sites of a campaign that are shown; the counts are of all of them. */
export const CAMPAIGN_SITES_SHOWN = 1000
const EDGES_SHOWN = 20

/** What a check may be about: a site, a phone number, or what strangers make inside a platform. */
export const SUBJECT_KINDS = [
  'site',
  'phone',
  'profile',
  'post',
  'listing',
  'shop',
  'app',
  'channel',
  'invitation',
  'contact',
  'ad',
  'form',
  'page',
  'file',
  'short_link',
] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** How deep it is looked. */
export const CHECK_DEPTHS = ['quick', 'auto', 'full'] as const
export type CheckDepth = (typeof CHECK_DEPTHS)[number]

const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(
  schema: Schema,
  description: string,
) => Type.Union([schema, Type.Null()], { description })
const verdict = oneOf(
  VERDICTS,
  'What is said of it. `unknown`: nothing, or too little, could be seen; that is never `benign`.',
)
const confidence = oneOf(
  ['low', 'moderate', 'high'],
  '`high`: at least two independent layers say the same, or one and a campaign that can convict, and none says the opposite.',
)
const natural = (description: string) => Type.Number({ description, minimum: -100, maximum: 100 })

export const linkCheckRequestSchema = closed({
  link: Type.String({
    description:
      'A link, a domain or a phone number, as somebody has it: without a scheme, or with `hxxp` and `[.]`, too.',
    minLength: 1,
    maxLength: LINK_LENGTH_MAX,
    'x-card-scan': 'exempt',
  }),
  depth: Type.Optional(
    oneOf(
      CHECK_DEPTHS,
      '`quick`: what is known, and the link itself. `auto` (when absent): the site is looked at when the link is suspicious. `full`: it is looked at in any case.',
    ),
  ),
})
export type LinkCheckRequest = Static<typeof linkCheckRequestSchema>

export const siteFindingSchema = closed({
  code: text('Stable code.', 64),
  text: text('What was seen, in words.', 500),
  log_odds: natural(
    'Natural logarithm of how much likelier a malicious site shows this; below 0 it speaks for the site.',
  ),
})
export const siteLayerSchema = closed({
  layer: oneOf(SITE_LAYERS, 'Which of the six.'),
  state: oneOf(['read', 'unknown'], '`unknown`: it could not look, and moves nothing.'),
  reason: orNull(text('A code.', 64), 'Why it could not look.'),
  log_odds: natural('What it says in all; 0 where it could not look.'),
  findings: listOf(siteFindingSchema, LAYER_FINDINGS_MAX, 'Strongest first.'),
})
export type SiteLayerShown = Static<typeof siteLayerSchema>

export const timelineEntrySchema = closed({
  at: time('When.'),
  seconds: quantity(
    'Seconds since the site was first met; of a campaign, since somebody first asked about one of its sites.',
  ),
  code: text('Stable code.', 64),
  text: text('What happened, in words.', 500),
})
export type TimelineEntry = Static<typeof timelineEntrySchema>

export const campaignMemberSchema = closed({
  site: text('The domain.', SUBJECT_LENGTH_MAX),
  verdict,
  is_blocked: Type.Boolean({
    description:
      'Its verdict is malicious: it goes on the blocklist, unless something protects it.',
  }),
  similarity: Type.Number({
    description: 'Likeness to the core of the campaign.',
    minimum: 0,
    maximum: 1,
  }),
  ties: listOf(
    closed({
      kind: oneOf(SITE_EDGES, 'What is shared.'),
      value: text('Which one.', SUBJECT_LENGTH_MAX),
      sites: count('Sites of the campaign that share it.'),
    }),
    EDGES_SHOWN,
    'Why it belongs, strongest first.',
  ),
})
export type CampaignMember = Static<typeof campaignMemberSchema>

const campaignInShort = {
  id: id('Id of the campaign.'),
  name: text('By its first site.', 200),
  found: count('Sites that were found.'),
  blocked: count('Those of them that are on the blocklist.'),
  similarity: Type.Number({
    description: 'How like the core page the least of the covered pages is.',
    minimum: 0,
    maximum: 1,
  }),
  coverage: Type.Number({
    description: 'Share of its sites that have the structure of its core.',
    minimum: 0,
    maximum: 1,
  }),
}
export const campaignInShortSchema = closed(campaignInShort)
export type CampaignInShort = Static<typeof campaignInShortSchema>

export const CAMPAIGN_PLATFORMS = [
  'telegram',
  'reddit',
  'discord',
  'facebook',
  'instagram',
  'sms',
  'email',
  'ad',
  'other',
] as const
const noteText = (description: string) => text(description, 2000)

/** What people noted of a campaign. */
export const campaignToldSchema = closed({
  summary: Type.Optional(noteText('What happened, in words.')),
  operator: Type.Optional(text('Who is thought to be behind it. Nothing waits for it.', 200)),
  first_alert_at: Type.Optional(time('When somebody first warned of it.')),
  posts: Type.Optional(
    listOf(
      closed({
        platform: oneOf(CAMPAIGN_PLATFORMS, 'Where.'),
        channel: text('Name of the channel, forum or server.', 200),
        at: time('When.'),
        subscribers: Type.Optional(count('Who could see it.')),
        is_bought: Type.Optional(
          Type.Boolean({ description: 'The right to post there was bought.' }),
        ),
      }),
      1000,
      'Where links were spread.',
    ),
  ),
  payments: Type.Optional(
    listOf(
      closed({
        kind: oneOf(
          [
            'card',
            'bank_account',
            'wallet',
            'merchant_account',
            'exchange',
            'mixing_service',
            'unknown',
          ],
          'What kind of station.',
        ),
        id: Type.String({
          description: 'Address, account or name of the service; never a card number.',
          minLength: 1,
          maxLength: 200,
        }),
        seen_at: time('When money was seen there.'),
        note: Type.Optional(noteText('In words.')),
      }),
      200,
      'Stations of the money.',
    ),
  ),
})
export type CampaignTold = Static<typeof campaignToldSchema>

export const campaignStorySchema = closed({
  told: campaignToldSchema,
  phases: listOf(
    closed({
      kind: oneOf(['registration', 'content', 'distribution', 'collection'], 'What was done.'),
      from: time('From.'),
      to: time('To.'),
      count: count('Things seen in it.'),
    }),
    4,
    'In the order in which they began.',
  ),
  distribution: orNull(
    closed({
      channels: listOf(
        closed({ platform: oneOf(CAMPAIGN_PLATFORMS, 'Where.'), count: count('Channels.') }),
        CAMPAIGN_PLATFORMS.length,
        'How many channels of each.',
      ),
      reach: count('Followers in all; who follows several counts several times.'),
      channels_of_unknown_reach: count('Channels of which nobody knows.'),
      window_minutes: quantity('From the first to the last channel.'),
      first_alert_after_minutes: orNull(
        quantity('Minutes.'),
        'From the first post to the first alert.',
      ),
      bought_channels: count('Where the right to post was bought.'),
    }),
    '`null`: nobody noted a post.',
  ),
  payment_trail_ends_at: orNull(text('A station.', 300), 'Where it can be followed no further.'),
  exposure: orNull(
    closed({
      people: count('Who could see it.'),
      share: Type.Number({ description: 'Share that is taken to fall for it.' }),
      victims: count('That many.'),
      low: count('At the least.'),
      high: count('At the most.'),
    }),
    'An estimate: 0.5 % of the reach, 0.1 to 1 %.',
  ),
})
export type CampaignStory = Static<typeof campaignStorySchema>

export const campaignSchema = closed({
  ...campaignInShort,
  created_at: time('When one of its sites was first malicious.'),
  updated_at: time('When it last changed.'),
  sites: listOf(campaignMemberSchema, CAMPAIGN_SITES_SHOWN, 'Its sites.'),
  timeline: listOf(timelineEntrySchema, TIMELINE_MAX, 'What happened, oldest first.'),
  forecast: listOf(text('A name.', 253), 100, 'Names that its operator may register next.'),
  story: campaignStorySchema,
})
export type Campaign = Static<typeof campaignSchema>

export const linkFeaturesSchema = closed({
  domain_age_days: orNull(
    quantity('Days since registration.'),
    'Days since registration; `null`: not known.',
  ),
  tld_risk_score: Type.Number({ description: 'Of the ending; 0.5 where nothing is known.' }),
  brand_in_subdomain: Type.Boolean({ description: 'A brand stands left of a domain of others.' }),
  host_entropy: Type.Number({ description: 'Bits per character; from 3.8 on it is suspicious.' }),
  special_char_count: count('Characters that are no letters, digits, dots or slashes.'),
  is_ip_host: Type.Boolean({ description: 'The host is an address.' }),
  path_depth: count('Parts of the path.'),
  has_redirect_param: Type.Boolean({ description: 'A parameter holds another address.' }),
  price_claim_in_url: Type.Boolean({ description: 'A word promises a price or trust.' }),
  trust_claim_in_url: Type.Boolean({ description: 'The same under a name that says it.' }),
  financial_vocab_density: Type.Number({ description: 'Share of the words, 0 to 1.' }),
  composite_risk_score: Type.Number({ description: 'By the address alone, 0 to 1.' }),
})

export const linkCheckSchema = closed({
  id: id('Id of the check.'),
  state: oneOf(
    ['investigating', 'done'],
    '`investigating`: the verdict may still change; ask again.',
  ),
  subject: closed({
    kind: oneOf(SUBJECT_KINDS, 'What it is about.'),
    name: text('The domain, the number, the account.', SUBJECT_LENGTH_MAX),
  }),
  verdict,
  confidence,
  probability: orNull(
    Type.Number({ minimum: 0, maximum: 1 }),
    'That it is malicious, by all that was seen; `null`: nothing was.',
  ),
  reasons: listOf(
    closed({ code: text('Stable code.', 64), text: text('In words.', 500) }),
    REASONS_MAX,
    'Why, strongest first.',
  ),
  features: orNull(linkFeaturesSchema, 'What is computed of the address; `null`: a phone number.'),
  layers: listOf(siteLayerSchema, SITE_LAYERS.length, 'What each layer says.'),
  campaign: orNull(campaignInShortSchema, 'The campaign that it belongs to.'),
  is_blocked: Type.Boolean({
    description:
      'Its verdict is malicious: it goes on the blocklist, unless something protects it.',
  }),
  submitted_at: time('When the link was handed in.'),
  judged_at: orNull(time('Then.'), 'When the verdict was last weighed.'),
  expires_at: orNull(time('Then.'), 'When the verdict is too old to be believed.'),
  timeline: listOf(timelineEntrySchema, TIMELINE_MAX, 'What happened, oldest first.'),
})
export type LinkCheck = Static<typeof linkCheckSchema>

/** For somebody who is worried, without figures that would help who made the site. */
export const publicCheckSchema = closed({
  id: id('Id of the check.'),
  state: linkCheckSchema.properties.state,
  subject: linkCheckSchema.properties.subject,
  verdict,
  confidence,
  advice: oneOf(
    ['stop', 'careful', 'wait', 'nothing_found'],
    '`stop`: do not go on. `careful`: something is wrong. `wait`: it is still being looked at, or nobody could see. `nothing_found`: nothing speaks against it.',
  ),
  reasons: listOf(text('In words.', 500), 5, 'The strongest.'),
  related: count('Other sites of the same operator that are known.'),
  is_blocked: Type.Boolean({
    description:
      'Its verdict is malicious: it goes on the blocklist, unless something protects it.',
  }),
})
export type PublicCheck = Static<typeof publicCheckSchema>

export const linkChecksQuerySchema = closed({
  ...pageQuery,
  verdict: Type.Optional(verdict),
})
export const campaignsQuerySchema = closed({ ...pageQuery })
