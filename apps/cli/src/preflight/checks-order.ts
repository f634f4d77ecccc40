import { fail, pass, type Check } from './check.ts'
import { arrivalOf, LIMITS_AMOUNT, ruleAndSignal, ruleReading } from './evidence.ts'

const WEEK_MS = 7 * 86_400_000

/** What is bought, from where and to where. */
export const orderChecks: readonly Check[] = [
  {
    number: 4,
    title: 'at most 5 orders per IP per day',
    examine: (installation) =>
      ruleAndSignal(
        installation,
        ['velocity.orders_by_ip_24h_with_this'],
        "send the shopper's address as `device.ip_address` (docs/how-to/behind-a-proxy.md)",
      ),
  },
  {
    number: 6,
    title: 'email domain older than 30 days',
    examine: (installation) =>
      ruleAndSignal(
        installation,
        ['email.domain_age_days'],
        'send `email.address`, and set `DOMAIN_LOOKUPS=dns,rdap` (docs/reference/outside.md)',
      ),
  },
  {
    number: 7,
    title: 'Tor and VPN blocked',
    examine(installation) {
      const refused = installation.reference.files.find(({ state }) => state !== 'in_use')
      // One of the two alone lets the other pass.
      const findings = ['ip.is_tor', 'ip.is_vpn'].map((signal) =>
        ruleAndSignal(
          installation,
          [signal],
          'put address feeds of both into `DATA_DIR/feeds` (docs/reference/reference-data.md)',
        ),
      )
      const worst = findings.find(({ state }) => state !== 'pass') ?? findings[0]!
      if (worst.state !== 'pass' || refused === undefined) return worst
      return fail(`${worst.found}; \`${refused.name}\` was refused`, refused.detail)
    },
  },
  {
    number: 8,
    title: 'warn over 500 miles from billing',
    examine: (installation) =>
      ruleAndSignal(
        installation,
        ['ip.distance_to_billing_mi'],
        'send `device.ip_address` and `billing.postal`, `billing.country`',
      ),
  },
  {
    number: 9,
    title: 'review over 1,000',
    examine: (installation) =>
      ruleAndSignal(
        installation,
        ['order.amount'],
        'send `order.amount` and `order.currency`; other currencies need rates (docs/how-to/shop-settings.md)',
        LIMITS_AMOUNT,
      ),
  },
  {
    number: 10,
    title: 'warn when 50 high-resale units sell in 10 minutes',
    examine: (installation) =>
      ruleAndSignal(
        installation,
        ['velocity.high_resale_units_by_sku_10m_with_this'],
        'send `shopping_cart` with `sku`, `quantity`, and `high_resale` where it is so',
      ),
  },
  {
    number: 13,
    title: 'addresses exist',
    examine: (installation) =>
      ruleAndSignal(
        installation,
        ['shipping.is_place_known', 'billing.is_place_known'],
        'send postcode, city and country of both addresses',
      ),
  },
  {
    number: 18,
    title: 'anomaly watch on orders',
    examine(installation) {
      const signal = 'anomaly.orders_by_shop_10m_sigma'
      const rule = ruleReading(installation, 'order', [signal])
      const { newest_at: newest } = installation.coverage
      if (rule !== undefined && newest !== null) {
        const ageMs = installation.nowMs - Date.parse(newest)
        if (ageMs > WEEK_MS) return fail(`the newest order is of ${newest}`, 'see why none arrives')
        const { known } = arrivalOf(installation, signal)
        if (known > 0) return pass(`rule \`${rule.id}\`; orders arrive, and what is usual is known`)
      }
      return ruleAndSignal(
        installation,
        [signal],
        'let orders arrive for a week: until then nothing can be called unusual',
      )
    },
  },
]
