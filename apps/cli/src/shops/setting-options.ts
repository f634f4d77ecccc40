import {
  CLIENT_IP_SOURCES,
  MODES,
  PRIVACY_MODES,
  WHEN_DEGRADED,
  type ShopSettings,
} from '@gatehouse/contract'
import type { OptionTable } from '../command.ts'

/** What is typed for a setting that is to have no value. */
export const NONE = 'none'

/** The option that gives a setting. `value` and `doc` are for the help. */
interface SettingOption {
  readonly option: string
  readonly value: string
  readonly doc: string
}

/** Every setting of a shop and how it is given on a command line. */
export const SETTINGS: { readonly [Name in keyof ShopSettings]: SettingOption } = {
  mode: { option: 'mode', value: MODES.join('|'), doc: 'whether outcomes bind' },
  privacy: {
    option: 'privacy',
    value: PRIVACY_MODES.join('|'),
    doc: 'what is kept of a customer, from now on',
  },
  currency: {
    option: 'currency',
    value: 'CODE',
    doc: 'currency of the thresholds in rules, `EUR`',
  },
  home_country: {
    option: 'home-country',
    value: `CODE|${NONE}`,
    doc: 'market that counts as domestic, `DE`',
  },
  exchange_rates: {
    option: 'rates',
    value: `FILE|${NONE}`,
    doc: 'YAML or JSON with `base`, `as_of` and `rates`',
  },
  client_ip: {
    option: 'client-ip',
    value: CLIENT_IP_SOURCES.join('|'),
    doc: 'where the shopper’s IP is from when an order lacks it',
  },
  label_maturity_days: {
    option: 'label-maturity',
    value: 'DAYS',
    doc: 'age from which labels count when rules are measured',
  },
  publish_declined_share: {
    option: 'publish-share',
    value: 'SHARE',
    doc: 'declines above which publishing is confirmed, `0.05`',
  },
  publish_declined_times: {
    option: 'publish-times',
    value: 'TIMES',
    doc: 'the same as a multiple of what is declined now, `3`',
  },
  let_through_percent: {
    option: 'let-through',
    value: 'N',
    doc: 'orders in a hundred that a score alone would stop and that are let through, `0` to `5`',
  },
  when_degraded: {
    option: 'when-degraded',
    value: WHEN_DEGRADED.join('|'),
    doc: 'what orders get while the database is away',
  },
  cost_margin: {
    option: 'cost-margin',
    value: 'SHARE',
    doc: 'gross margin, lost with a good order that is stopped, `0.3`',
  },
  cost_fraud_loss: {
    option: 'cost-fraud-loss',
    value: 'SHARE',
    doc: 'part of the amount of a fraud that is lost, `1`',
  },
  cost_dispute_fee: {
    option: 'cost-dispute-fee',
    value: 'AMOUNT',
    doc: 'fee of a chargeback, `15`',
  },
  cost_review_minutes: {
    option: 'cost-review-minutes',
    value: 'MINUTES',
    doc: 'time that one review takes, `5`',
  },
  cost_minute: {
    option: 'cost-minute',
    value: 'AMOUNT',
    doc: 'what a minute of review costs, `0.5`',
  },
  cost_challenge_loss: {
    option: 'cost-challenge-loss',
    value: 'SHARE',
    doc: 'good shoppers who leave at a challenge, `0.05`',
  },
  cost_challenge_fee: {
    option: 'cost-challenge-fee',
    value: 'AMOUNT',
    doc: 'fee of one challenge by 3-D Secure, `0.1`',
  },
  retrain_days: {
    option: 'retrain-days',
    value: 'DAYS',
    doc: 'how often a model is trained anew and tried; `0`: never',
  },
  four_eyes: {
    option: 'four-eyes',
    value: 'yes|no',
    doc: 'whether a second person has to approve rules',
  },
  plain_custom_inputs: {
    option: 'plain-inputs',
    value: `NAMES|${NONE}`,
    doc: 'texts among `custom_inputs` that name no person, `a,b`',
  },
  segments: {
    option: 'segments',
    value: `FILE|${NONE}`,
    doc: 'YAML or JSON: a list of `name` and `when`, the first that is true wins',
  },
}
export const SETTING_NAMES = Object.keys(SETTINGS) as (keyof ShopSettings)[]

export const settingOptions: OptionTable = Object.fromEntries(
  SETTING_NAMES.map((name) => {
    const { option, value, doc } = SETTINGS[name]
    return [option, { value, doc }]
  }),
)
