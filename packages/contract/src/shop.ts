import { Type, type Static } from 'typebox'
import { MODES } from './decision.ts'
import { MATURITY_DAYS_MAX } from './backtest.ts'
import type { RateTable } from './money.ts'
import { CUSTOM_INPUTS_MAX } from './event/order.ts'
import { SEGMENTS_MAX, segmentSchema } from './segment.ts'
import {
  closed,
  COUNTRY_PATTERN,
  currencyCode,
  CURRENCY_PATTERN,
  flag,
  id,
  listOf,
  oneOf,
  text,
  time,
} from './schema.ts'

/** What is answered about orders while the database is away. */
export const WHEN_DEGRADED = ['decide', 'review', 'decline', 'approve'] as const
export type WhenDegraded = (typeof WHEN_DEGRADED)[number]

/**
 * `standard`: raw personal values are sealed under a key of their subject. `minimal`: no IP and no
 * address of a customer is kept anywhere, sealed or as a token.
 */
export const PRIVACY_MODES = ['standard', 'minimal'] as const
export type Privacy = (typeof PRIVACY_MODES)[number]

/** Where the shopper's IP address comes from when an order does not carry it. */
export const CLIENT_IP_SOURCES = ['body', 'connection'] as const
export type ClientIpSource = (typeof CLIENT_IP_SOURCES)[number]

/** ISO 4217 lists some 180 currencies. */
const RATES_MAX = 200
/** No currency is worth less than a billionth of another. */
const RATE_MAX = 1e9

/** What is more is never asked about. */
const DECLINED_TIMES_MAX = 1e6

/** A model that is older has seen no season of the last year. */
const RETRAIN_DAYS_MAX = 365

/** What a shop can afford to learn from. */
const LET_THROUGH_PERCENT_MAX = 5

/** RFC 3339, a date alone or with a time. */
const AS_OF_PATTERN =
  '^(?:19[7-9][0-9]|2[01][0-9]{2})-[01][0-9]-[0-3][0-9](?:T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,9})?(?:Z|[+-][0-2][0-9]:[0-5][0-9]))?$'

const homeCountry = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  description: 'Market that counts as domestic, ISO 3166-1 alpha-2; `null`: none was named.',
  pattern: COUNTRY_PATTERN,
  maxLength: 2,
})

const exchangeRates = Type.Unsafe<RateTable | null>({
  type: ['object', 'null'],
  description:
    'What one unit of `base` is worth in each currency, as the ECB quotes; `null`: amounts in another currency than the shop’s are unknown.',
  properties: {
    base: currencyCode('ISO 4217 code of the currency that is worth 1.'),
    as_of: Type.String({
      description: 'Date, or date and time, of the rates (RFC 3339).',
      pattern: AS_OF_PATTERN,
      maxLength: 40,
    }),
    rates: {
      type: 'object',
      description: 'Worth of one unit of `base`, by ISO 4217 code.',
      patternProperties: {
        [CURRENCY_PATTERN]: { type: 'number', exclusiveMinimum: 0, maximum: RATE_MAX },
      },
      additionalProperties: false,
      minProperties: 1,
      maxProperties: RATES_MAX,
    },
  },
  required: ['base', 'as_of', 'rates'],
  additionalProperties: false,
})

const money = (description: string) =>
  Type.Number({ description: `${description} For statistics.`, minimum: 0, maximum: 1e6 })

/** What a merchant says about a shop. A change is a new version, in force for what arrives later. */
export const shopSettingsSchema = closed(
  {
    mode: oneOf(
      MODES,
      '`observe` decides and records, answers `approve` and asks for no action: for the first weeks.',
    ),
    privacy: oneOf(
      PRIVACY_MODES,
      '`minimal` keeps no IP and no address of a customer, sealed or as a token. Holds for later events.',
    ),
    currency: currencyCode('ISO 4217 code of the currency that thresholds of rules are in.'),
    home_country: homeCountry,
    exchange_rates: exchangeRates,
    client_ip: oneOf(
      CLIENT_IP_SOURCES,
      '`connection`: a decision or facts request without an IP address is from the client that a trusted proxy names.',
    ),
    label_maturity_days: Type.Integer({
      description:
        'Labels of decisions younger than this are not counted when rules are measured: more are to come.',
      minimum: 0,
      maximum: MATURITY_DAYS_MAX,
    }),
    publish_declined_share: Type.Number({
      description:
        'A publish that would have declined a larger share of the last month, and more than was declined, has to be confirmed.',
      minimum: 0,
      maximum: 1,
    }),
    publish_declined_times: Type.Number({
      description:
        'So has one that would have declined more than this many times what was declined.',
      minimum: 1,
      maximum: DECLINED_TIMES_MAX,
    }),
    let_through_percent: Type.Number({
      description:
        'Of the orders that their score alone would hold or decline, this many in a hundred are let through at random, so that false declines can be measured. It costs what those orders cost.',
      minimum: 0,
      maximum: LET_THROUGH_PERCENT_MAX,
    }),
    when_degraded: oneOf(
      WHEN_DEGRADED,
      'What an order gets that is decided while the database is away. `decide`: what the rules say; `review` and `decline`: no less than that, except whom an allow list lets through; `approve`: orders that only their score would stop go on.',
    ),
    cost_margin: Type.Number({
      description: 'Share of a good order that is lost with it: the gross margin.',
      minimum: 0,
      maximum: 1,
    }),
    cost_fraud_loss: Type.Number({
      description:
        "Share of a fraud's amount that is lost: less than 1 where goods come back or a bank is liable.",
      minimum: 0,
      maximum: 1,
    }),
    cost_dispute_fee: money('What a chargeback costs besides the amount.'),
    cost_review_minutes: money('Minutes that a manual review takes.'),
    cost_minute: money('What a minute of review costs.'),
    cost_challenge_loss: Type.Number({
      description: 'Share of good shoppers who leave when they are challenged.',
      minimum: 0,
      maximum: 1,
    }),
    cost_challenge_fee: money('What one challenge costs: the fee of a 3-D Secure request.'),
    retrain_days: Type.Integer({
      description:
        'Every so many days a model of fraud is trained anew and tried beside what decides, as a challenger; 0: never by itself.',
      minimum: 0,
      maximum: RETRAIN_DAYS_MAX,
    }),
    four_eyes: flag(
      'Nobody puts a ruleset live alone that they wrote: another key approves or publishes it.',
    ),
    plain_custom_inputs: listOf(
      Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$', maxLength: 64 }),
      CUSTOM_INPUTS_MAX,
      'Texts among the `custom_inputs` that say nothing about a person: kept as they are. Any other text counts as personal.',
    ),
    segments: listOf(
      segmentSchema,
      SEGMENTS_MAX,
      'Parts of the traffic with rulesets of their own, in the order in which they are tried. Events of no segment are in `default`, and so are, at a checkpoint where theirs has no ruleset, those of any other.',
    ),
  },
  { description: 'The settings of a shop.' },
)
export type ShopSettings = Static<typeof shopSettingsSchema>

/** What a shop starts with until its merchant changes it. */
export const DEFAULT_SHOP_SETTINGS: ShopSettings = Object.freeze({
  mode: 'enforce',
  privacy: 'standard',
  currency: 'EUR',
  home_country: null,
  exchange_rates: null,
  client_ip: 'body',
  label_maturity_days: 30,
  publish_declined_share: 0.05,
  publish_declined_times: 3,
  let_through_percent: 0,
  when_degraded: 'decide',
  cost_margin: 0.3,
  cost_fraud_loss: 1,
  cost_dispute_fee: 15,
  cost_review_minutes: 5,
  cost_minute: 0.5,
  cost_challenge_loss: 0.05,
  cost_challenge_fee: 0,
  retrain_days: 0,
  four_eyes: false,
  plain_custom_inputs: [],
  segments: [],
})

/** The same, each left out that is to stay as it is. */
export const shopSettingsChangeSchema = Type.Partial(shopSettingsSchema, {
  additionalProperties: false,
  minProperties: 1,
  description: 'The settings to change; what is left out stays as it is.',
})
export type ShopSettingsChange = Static<typeof shopSettingsChangeSchema>

const VERSION_MAX = 1_000_000_000

/** Number of a version of a shop's settings. */
export const versionOfSettings = Type.Integer({
  description: 'Number of the version: grows with every change.',
  minimum: 1,
  maximum: VERSION_MAX,
})

/** A shop: its settings as they are in force. */
export const shopSchema = closed({
  shop_id: id('Id of the shop.'),
  parent_shop_id: Type.Union([id('The shop whose keys may speak for this one.'), Type.Null()]),
  version: versionOfSettings,
  settings: shopSettingsSchema,
  author: text('Who made this version: the name of a key.', 128),
  note: text('Why it was made.', 1000),
  updated_at: time('When it was made.'),
})
export type Shop = Static<typeof shopSchema>
