import { randomBytes } from 'node:crypto'
import { newId, type JournalRecord, type PersonalValues } from '@gatehouse/store'

/** A seeded generator (mulberry32), so that two runs measure the same rows. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const FIRST_NAMES = 'James Mary Wei Fatima Jürgen Chloé Olga Haruto Priya Diego Amara Lars'.split(
  ' ',
)
const LAST_NAMES = 'Smith García Müller Rossi Chen Novák Okafor Larsen Dubois Patel Sato'.split(' ')
const SYLLABLES = 'an ber co da el fi gar ho is ju ka lo mar ne or pet qui ros sta tor'.split(' ')
const STREETS = [
  'High Street',
  'Hauptstraße',
  'Rue de la Paix',
  'Elm Avenue',
  'Via Roma',
  'Calle Mayor',
]
const CITIES = 'London Berlin Paris Austin Milano Madrid Oslo Prague Lagos Leeds Lyon Denver'.split(
  ' ',
)
const COUNTRIES = 'GB DE FR US IT ES NO CZ NG'.split(' ')
const MAIL = 'gmail.com outlook.com yahoo.co.uk gmx.de proton.me icloud.com orange.fr'.split(' ')
const CATEGORIES = 'electronics shoes phones gift_cards cosmetics toys jackets'.split(' ')
const WINDOWS = (
  'orders_by_ip_1m orders_by_ip_5m orders_by_ip_24h emails_by_ip_24h amount_by_ip_24h ' +
  'cards_by_session_1h cards_by_session_24h cards_by_ip_1h cards_by_ip_24h cards_by_device_24h ' +
  'cards_by_email_24h cards_by_account_24h attempts_by_ip_10m attempts_by_card_1h ' +
  'attempts_by_bin_10m failed_payments_by_ip_1h failed_payments_by_card_24h ' +
  'accounts_by_device_30d emails_by_device_30d orders_by_device_24h orders_by_email_24h ' +
  'orders_by_email_30d amount_by_email_30d orders_by_account_30d amount_by_account_30d ' +
  'amount_by_card_24h orders_by_card_24h orders_by_phone_7d orders_by_shipping_address_7d ' +
  'emails_by_shipping_address_30d units_by_sku_10m units_by_sku_24h refunds_by_account_90d ' +
  'returns_by_account_90d disputes_by_account_90d disputes_by_email_90d'
).split(' ')

/** One realistic order: 1.8 KB of event, 0.5 KB of personal values, 4 KB of decision. */
export function makeRow(
  random: () => number,
  nowMs: number,
): { record: JournalRecord; personal: PersonalValues } {
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)]!
  const whole = (limit: number) => Math.floor(random() * limit)
  const token = () => randomBytes(16).toString('base64url')
  const fixed = (limit: number, digits: number) => Number((random() * limit).toFixed(digits))
  const id = newId(nowMs)
  const eventId = `ord_${whole(1e9)}`
  const transactionId = String(5_000_000_000_000 + whole(1e12))
  const country = pick(COUNTRIES)
  const price = fixed(400, 2)
  const event = {
    event: {
      event_id: eventId,
      transaction_id: transactionId,
      type: 'purchase',
      shop_id: 'shop-main',
      time: new Date(nowMs - whole(5000)).toISOString(),
    },
    device: {
      user_agent_family: `Chrome ${110 + whole(30)}`,
      session_id_token: token(),
      device_id_token: token(),
      screen: `${pick([1920, 1440, 1366, 390])}x${pick([1080, 900, 768, 844])}`,
      timezone_offset_minutes: pick([0, 60, 120, -300]),
      languages: [pick(['en-GB', 'de-DE', 'fr-FR', 'en-US']), 'en'],
      battery_level: fixed(1, 2),
      accept_language: 'en-GB,en;q=0.9',
    },
    session: {
      started_at: new Date(nowMs - whole(3e6)).toISOString(),
      page_views: whole(40),
      source: pick(['organic', 'ads', 'email', 'direct']),
    },
    account: {
      user_id_token: token(),
      created_at: new Date(nowMs - whole(3e10)).toISOString(),
      orders_count: whole(30),
      orders_amount: fixed(5000, 2),
      refunds_count: whole(3),
      returns_count: whole(3),
      disputes_count: 0,
      email_verified: random() < 0.8,
      phone_verified: random() < 0.4,
      is_guest: false,
    },
    email: { domain: pick(MAIL) },
    billing: {
      city: pick(CITIES),
      region: `R${whole(40)}`,
      postal_prefix: `${whole(999)}`,
      country,
    },
    shipping: {
      city: pick(CITIES),
      region: `R${whole(40)}`,
      postal_prefix: `${whole(999)}`,
      country,
      delivery_speed: pick(['same_day', 'overnight', 'expedited', 'standard']),
    },
    payment: {
      processor: 'stripe',
      method: 'card',
      was_authorized: true,
      three_d_secure: {
        version: '2.2.0',
        eci: '05',
        flow: 'frictionless',
        status: 'Y',
        liability_shift: true,
      },
    },
    credit_card: {
      issuer_id_number: String(400_000 + whole(99_999)),
      last_digits: String(1000 + whole(8999)),
      fingerprint: token(),
      avs_result: pick(['Y', 'N', 'A', 'Z']),
      cvv_result: 'M',
      country,
    },
    order: {
      amount: price,
      currency: 'EUR',
      has_gift_message: false,
      is_gift: random() < 0.1,
      discount_code: random() < 0.2 ? `SAVE${whole(90)}` : '',
      subtotal: Number((price * 0.85).toFixed(2)),
      tax: Number((price * 0.15).toFixed(2)),
      channel: 'web',
    },
    shopping_cart: Array.from({ length: 1 + whole(3) }, () => ({
      item_id: `SKU-${whole(100_000)}`,
      category: pick(CATEGORIES),
      quantity: 1 + whole(3),
      price: fixed(200, 2),
    })),
    custom_inputs: {
      loyalty_tier: pick(['none', 'silver', 'gold']),
      basket_age_minutes: whole(600),
    },
  }
  const signals: Record<string, unknown> = {
    'ip.country': country,
    'ip.city': pick(CITIES),
    'ip.latitude': fixed(60, 4),
    'ip.longitude': fixed(60, 4),
    'ip.asn': whole(65_000),
    'ip.as_name': pick(['Deutsche Telekom AG', 'BT', 'Comcast Cable', 'Orange S.A.']),
    'ip.is_hosting': random() < 0.05,
    'ip.distance_to_billing_km': fixed(900, 1),
    'ip.distance_to_shipping_km': fixed(900, 1),
    'billing.distance_to_shipping_km': random() < 0.5 ? 0 : fixed(900, 1),
    'ip.is_anonymous': { unknown: 'not_in_reference_data' },
    'email.is_free': random() < 0.7,
    'email.is_disposable': false,
    'email.is_valid': true,
    'email.local_digits': whole(6),
    'email.local_length': whole(20),
    'email.local_entropy': fixed(4, 3),
    'email.looks_random': random() < 0.1,
    'email.is_role': false,
    'phone.is_valid': random() < 0.9,
    'phone.country': country,
    'phone.type': pick(['mobile', 'fixed_line', 'voip']),
    'device.class': pick(['desktop', 'mobile']),
    'device.browser': 'chrome',
    'device.browser_major': 110 + whole(30),
    'device.is_robot': false,
    'device.is_headless': false,
    'card.avs_address': pick(['match', 'mismatch']),
    'card.avs_postcode': pick(['match', 'mismatch']),
    'card.cvv': 'match',
    'card.brand': 'visa',
    'card.issuer_country': { unknown: 'no_bin_table' },
    'order.amount_minor': Math.round(price * 100),
    'order.items': 1 + whole(3),
    'order.quantity': 1 + whole(6),
    'order.local_hour': whole(24),
    'order.is_expedited': random() < 0.2,
    'order.has_high_resale': random() < 0.3,
    'account.age_days': whole(900),
    'account.orders_count': whole(30),
    'account.refund_rate': fixed(0.3, 4),
    'session.age_seconds': whole(3000),
    'session.page_views': whole(40),
  }
  for (const window of WINDOWS) {
    const quiet = random() < 0.75
    signals[`velocity.${window}`] = quiet
      ? 0
      : window.startsWith('amount')
        ? whole(90_000)
        : whole(9)
  }
  const isBad = random() < 0.08
  const score = isBad ? 55 + fixed(40, 2) : fixed(30, 2)
  const rules = Array.from({ length: 25 }, (_, index) => ({
    id: RULES[index]!,
    result: random() < (isBad ? 0.15 : 0.02) ? 'hit' : random() < 0.04 ? 'unknown' : 'no_hit',
    points: 0,
  })).map((rule) => (rule.result === 'hit' ? { ...rule, points: 10 } : rule))
  const outcome = score > 70 ? 'decline' : score > 50 ? 'review' : 'approve'
  const decision = {
    id,
    event_id: eventId,
    checkpoint: 'order',
    mode: 'enforce',
    outcome,
    would_be_outcome: outcome,
    risk_score: score,
    trust_score: Number((100 - score).toFixed(2)),
    risk_level: score > 70 ? 'high' : 'low',
    actions: isBad
      ? [{ kind: 'hold' }, { kind: 'notify', target: 'fraud-team' }]
      : [{ kind: 'capture' }],
    reasons: rules
      .filter((rule) => rule.result === 'hit')
      .map((rule) => ({
        code: rule.id.toUpperCase(),
        text: `The check ${rule.id.replaceAll('_', ' ')} failed.`,
        points: 10,
      })),
    rules,
    signals,
    model: null,
    versions: { ruleset: 'cart@7', model: null, lists: `l${whole(30)}`, reference: 'r-2026-06' },
    rescored_from: null,
    degraded: false,
    message: isBad ? 'We could not accept this order. Please contact us.' : '',
  }
  const syllables = (count: number) => Array.from({ length: count }, () => pick(SYLLABLES)).join('')
  const person = `${pick(FIRST_NAMES)}${syllables(1)} ${pick(LAST_NAMES)}${syllables(2)}`
  const street = `${1 + whole(200)} ${pick(STREETS)} ${syllables(2)}`
  return {
    record: {
      id,
      shopId: 'shop-main',
      kind: 'decision',
      receivedAtMs: nowMs,
      eventTimeMs: nowMs - 1000,
      checkpoint: 'order',
      eventType: 'purchase',
      eventId,
      transactionId,
      outcome,
      riskScore: score,
      isDegraded: false,
      rulesetVersion: 'cart@7',
      rescoredFrom: null,
      window: randomBytes(120),
      eventJson: Buffer.from(JSON.stringify(event)),
      decisionJson: Buffer.from(JSON.stringify(decision)),
      shadow: null,
      sealed: null,
    },
    personal: {
      'device.ip_address': `${1 + whole(220)}.${whole(256)}.${whole(256)}.${whole(256)}`,
      'credit_card.holder_name': person,
      'billing.city': pick(CITIES),
      'email.address': `${person.toLowerCase().replace(' ', '.')}${whole(999)}@${pick(MAIL)}`,
      'billing.first_name': person.split(' ')[0]!,
      'billing.last_name': person.split(' ')[1]!,
      'billing.address': street,
      'billing.postal': String(10_000 + whole(89_999)),
      'billing.phone_number': `+44 7${whole(999_999_999)}`,
      'shipping.first_name': person.split(' ')[0]!,
      'shipping.last_name': person.split(' ')[1]!,
      'shipping.address': street,
      'shipping.postal': String(10_000 + whole(89_999)),
      'shipping.phone_number': `+44 7${whole(999_999_999)}`,
    },
  }
}

const RULES = (
  'address_far_from_ip ip_country_differs hosting_ip disposable_email random_email many_orders_ip ' +
  'many_cards_session many_cards_device card_testing_bin failed_payments avs_mismatch cvv_mismatch ' +
  'expedited_first_order high_resale new_account_high_amount night_order phone_invalid robot_device ' +
  'many_emails_device many_accounts_device refund_history dispute_history shipping_far_from_billing ' +
  'high_amount sku_rush'
).split(' ')
