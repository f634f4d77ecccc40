import type { Decision } from './decision.ts'
import type { DisputeEvent } from './event/dispute.ts'
import type { OrderEvent } from './event/order.ts'
import type { FactsAnswer, FactsRequest } from './facts.ts'
import type { Label } from './label.ts'
import type { ReferenceStatus } from './reference-status.ts'
import type { Shop } from './shop.ts'
import type { Ruleset } from './ruleset.ts'

/** The examples of the OpenAPI document. Names, addresses and numbers are reserved ones. */
export const exampleOrder: OrderEvent = {
  event: { transaction_id: '1000317', type: 'purchase', time: '2026-03-01T20:15:30Z' },
  device: {
    ip_address: '203.0.113.24',
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    accept_language: 'de-DE,de;q=0.8',
  },
  account: { user_id: '4711', created_at: '2025-11-02T09:00:00Z', orders_count: 3 },
  email: { address: 'erika.mustermann@example.com' },
  billing: { city: 'Berlin', country: 'DE', postal: '10117', last_name: 'Mustermann' },
  shipping: { city: 'Berlin', country: 'DE', postal: '10117', last_name: 'Mustermann' },
  payment: { method: 'card', processor: 'stripe' },
  credit_card: { issuer_id_number: '424242', last_digits: '4242', avs_result: 'Y' },
  order: { amount: 129.9, currency: 'EUR' },
  shopping_cart: [{ item_id: 'sneaker-42', category: 'shoes', quantity: 1, price: 129.9 }],
}

export const exampleDecision: Decision = {
  id: '01957f3e-7a00-7000-8000-000000000001',
  event_id: '01957f3e-7a00-7000-8000-000000000000',
  checkpoint: 'order',
  mode: 'enforce',
  outcome: 'approve',
  would_be_outcome: 'approve',
  risk_score: 10,
  trust_score: 90,
  risk_level: 'low',
  actions: [{ kind: 'capture' }],
  reasons: [
    {
      code: 'IP_DISTANCE',
      text: 'the IP address is far from the billing or shipping address',
      points: 10,
    },
  ],
  rules: [
    { id: 'ip-within-25-miles', result: 'hit', points: 10 },
    { id: 'ip-within-50-miles', result: 'no_hit', points: 0 },
    { id: 'cvv-matches', result: 'no_hit', points: 0 },
  ],
  signals: {
    'ip.distance_to_billing_mi': 30,
    'card.avs_postcode': 'match',
    'ip.is_tor': { unknown: 'not_configured' },
  },
  estimated: [],
  model: null,
  versions: { ruleset: 'cart@1', model: null, lists: '0', reference: '2026-03' },
  rescored_from: null,
  degraded: false,
  message: '',
}

export const exampleFactsRequest: FactsRequest = {
  ip_address: '203.0.113.24',
  billing: { city: 'Berlin', country: 'DE', postal: '10117' },
}

export const exampleFacts: FactsAnswer = {
  ip: {
    kind: 'global',
    place: { country: 'DE', region: 'Berlin', city: 'Berlin', precision: 'city' },
    is_hosting: false,
    as_number: 64496,
    as_name: 'Example Net',
  },
  billing: { country: 'DE', region: 'Berlin', city: 'Berlin', precision: 'city' },
  shipping: { unknown: 'not_sent' },
  distances: {
    ip_to_billing: { km: 3.2, miles: 2 },
    ip_to_shipping: { unknown: 'not_sent' },
    billing_to_shipping: { unknown: 'not_sent' },
  },
  countries_differ: {
    ip_and_billing: false,
    ip_and_shipping: null,
    billing_and_shipping: null,
  },
  base_ranking: 100,
  reference: '2026-03',
}

export const exampleDispute: DisputeEvent = {
  event: { type: 'dispute_opened', transaction_id: '1000317', time: '2026-04-12T08:00:00Z' },
  dispute: {
    dispute_id: 'dp_1',
    stage: 'chargeback',
    network: 'visa',
    reason_code: '10.4',
    reason: 'fraud',
    amount: 129.9,
    currency: 'EUR',
    due_by: '2026-04-26T00:00:00Z',
  },
}

export const exampleLabel: Label = {
  transaction_id: '1000317',
  label: 'stolen_card',
  source: 'dispute',
  amount: 129.9,
  currency: 'EUR',
}

export const exampleShop: Shop = {
  shop_id: 'default',
  parent_shop_id: null,
  version: 2,
  settings: {
    mode: 'observe',
    privacy: 'standard',
    currency: 'EUR',
    home_country: 'DE',
    exchange_rates: { base: 'EUR', as_of: '2026-03-01', rates: { USD: 1.08, GBP: 0.84 } },
    client_ip: 'body',
    label_maturity_days: 45,
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
    cost_challenge_fee: 0.1,
    retrain_days: 30,
    four_eyes: true,
    segments: [{ name: 'business', when: 'order.is_b2b' }],
    plain_custom_inputs: ['warehouse'],
  },
  author: 'bootstrap',
  note: 'the first weeks',
  updated_at: '2026-03-01T12:00:00.000Z',
}

export const exampleReferenceStatus: ReferenceStatus = {
  version: '6fd8a2e78b3d',
  loaded_at: '2026-03-01T12:00:00.000Z',
  sources: [
    {
      id: 'dbip_city',
      version: '2.3.2026030100',
      licence: 'CC-BY-4.0',
      attribution: 'IP Geolocation by DB-IP, https://db-ip.com',
    },
    {
      id: 'feed:tor_exit:tor_exit.txt',
      version: '0f343b0931b1',
      licence: 'operator',
      attribution: '',
    },
  ],
  files: [
    { name: 'feeds/tor_exit.txt', state: 'in_use', code: null, detail: '' },
    {
      name: 'feeds/vpn.txt',
      state: 'former_in_use',
      code: 'feed_invalid',
      detail: 'address feed `feeds/vpn.txt` line 3 is no address or network; correct the file',
    },
  ],
}

export const exampleRuleset: Ruleset = {
  name: 'cart',
  checkpoints: ['order'],
  currency: 'EUR',
  scorecard: { base: { start: 100, floor: 50, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [
    {
      id: 'ip-within-25-miles',
      when: 'ip.distance_to_billing_mi > 25.0',
      when_unknown: 'skip',
      weight: 10,
      reason: 'IP_DISTANCE',
    },
    {
      id: 'ip-within-50-miles',
      when: 'ip.distance_to_billing_mi > 50.0',
      when_unknown: 'skip',
      weight: 10,
      reason: 'IP_DISTANCE',
    },
    {
      id: 'cvv-matches',
      when: 'card.cvv == "mismatch"',
      when_unknown: 'skip',
      outcome: 'decline',
      reason: 'CVV_MISMATCH',
    },
  ],
  messages: {
    decline: {
      en: 'There is a problem with your order, please contact customer service.',
      de: 'Bei Ihrer Bestellung ist ein Problem aufgetreten, bitte wenden Sie sich an den Kundendienst.',
    },
  },
}
