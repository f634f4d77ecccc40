import { fail, notConnected, pass, type Check } from './check.ts'
import { counted } from '../text-table.ts'
import { arrivalOf, NO_RULE, ruleAndSignal, ruleAsking } from './evidence.ts'

/** Card, bank and what proves who pays. */
export const paymentChecks: readonly Check[] = [
  {
    number: 1,
    title: 'CVV must match',
    examine: (installation) =>
      ruleAndSignal(
        installation,
        ['card.cvv'],
        "send the processor's answer as `credit_card.cvv_result`, and ask after the authorisation",
      ),
  },
  {
    number: 2,
    title: 'AVS must match, softer abroad',
    examine(installation) {
      const finding = ruleAndSignal(
        installation,
        ['card.avs_postcode'],
        "send the processor's answer as `credit_card.avs_result`",
      )
      const home = arrivalOf(installation, 'billing.is_domestic')
      const isHomeless = home.known === 0 && home.why === 'not_configured'
      if (finding.state !== 'pass' || !isHomeless) return finding
      return fail(
        `${finding.found}; what is abroad cannot be told`,
        'name the home market: `gatehouse admin shop set SHOP --home-country DE`',
      )
    },
  },
  {
    number: 3,
    title: 'at most 3 cards per session',
    examine: (installation) =>
      ruleAndSignal(
        installation,
        [
          'velocity.cards_by_session_24h_with_this',
          'velocity.card_digits_by_session_24h_with_this',
        ],
        "send `session.id`, and the card's token or its first and last digits",
      ),
  },
  {
    number: 11,
    title: '3-D Secure when risk is high',
    examine(installation) {
      const rule = ruleAsking(installation, 'order', 'request_3ds')
      if (rule === undefined) return fail('no live rule asks for `request_3ds`', NO_RULE)
      const { known } = arrivalOf(installation, 'payment.is_authenticated')
      if (known > 0) return pass(`\`${rule.id}\`; ${counted(known, 'order')} with what came of it`)
      return notConnected(
        `\`${rule.id}\` asks, and no order says what came of it`,
        'carry out the action `request_3ds` and send `payment.three_d_secure`',
      )
    },
  },
  {
    number: 12,
    title: 'one-time code for suspicious orders',
    examine(installation) {
      const rule = ruleAsking(installation, 'order', 'otp')
      if (rule === undefined) return fail('no live rule asks for `otp`', NO_RULE)
      const { known } = arrivalOf(installation, 'challenge.otp')
      if (known > 0) return pass(`\`${rule.id}\`; ${counted(known, 'order')} had a code`)
      return notConnected(
        `\`${rule.id}\` asks, and no order had a code`,
        'set `OTP_URL` and send a code where `actions` asks for it (docs/how-to/challenges.md)',
      )
    },
  },
  {
    number: 16,
    title: 'alerts before a chargeback',
    examine({ coverage }) {
      const alerts = coverage.events.find(({ type }) => type === 'dispute_alert')
      if (alerts !== undefined)
        return pass(`${counted(alerts.count, 'alert')}, the last ${alerts.newest_at}`)
      return notConnected(
        'no `dispute_alert` in 30 days',
        "send your provider's alerts (Ethoca, Verifi) to `POST /v1/events`",
      )
    },
  },
]
