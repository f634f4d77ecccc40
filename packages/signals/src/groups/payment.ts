import { sent } from '../answer.ts'
import { hoursLeft } from '../hours-left.ts'
import type { SignalDefinition } from '../signal.ts'
import { NOT_SENT } from '../unknown-reason.ts'

/**
 * Wallets that answer with a cryptogram of the device only after the owner unlocked it, which the
 * schemes take as authentication. Google Pay does so for some cards and not for others
 * (`CRYPTOGRAM_3DS` and `PAN_ONLY` in its API), so for it the liability shift has to say.
 */
const AUTHENTICATING_WALLETS: ReadonlySet<string> = new Set(['apple_pay', 'samsung_pay'])

/** Wallets that hand on a card of the payer's: there is an authorisation to capture. */
const CARD_WALLETS: ReadonlySet<string> = new Set([
  'apple_pay',
  'google_pay',
  'samsung_pay',
  'shop_pay',
  'link',
])

/** How it is paid, and what the processor answered. */
export const paymentSignals: readonly SignalDefinition[] = [
  {
    name: 'payment.method',
    type: 'string',
    doc: '`card`, `digital_wallet`, `cash_on_delivery` ...',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.payment?.method),
  },
  {
    name: 'payment.processor',
    type: 'string',
    doc: 'The payment processor in snake_case, `stripe`.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.payment?.processor),
  },
  {
    name: 'payment.wallet',
    type: 'string',
    doc: '`apple_pay`, `google_pay`, `paypal` ...',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.payment?.wallet),
  },
  {
    name: 'payment.is_wallet',
    type: 'bool',
    doc: 'It is paid with a wallet, so there may be no card to check.',
    privacy: 'none',
    reads: [],
    compute({ event: { payment } }) {
      if (payment?.wallet) return true
      return payment?.method ? payment.method === 'digital_wallet' : NOT_SENT
    },
  },
  {
    name: 'payment.has_card',
    type: 'bool',
    doc: 'A card is behind it, to be captured or authenticated; pay-later, PayPal or cash have none.',
    privacy: 'none',
    reads: [],
    compute({ event: { payment, credit_card: card } }) {
      if (card !== undefined && Object.keys(card).length > 0) return true
      if (payment?.wallet && CARD_WALLETS.has(payment.wallet)) return true
      return payment?.method ? payment.method === 'card' : NOT_SENT
    },
  },
  {
    name: 'payment.was_authorized',
    type: 'bool',
    doc: 'The processor said yes (or no); unknown while nobody has been asked.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.payment?.was_authorized),
  },
  {
    name: 'payment.authorization_hours_left',
    type: 'double',
    doc: 'Hours until the reserved money can no longer be captured; 0 when that is over.',
    privacy: 'none',
    reads: [],
    compute: (input) =>
      hoursLeft(input.event.payment?.authorization_expires_at, input.derived.eventMs),
  },
  {
    name: 'payment.decline_code',
    type: 'string',
    doc: "The processor's code for a refusal.",
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.payment?.decline_code),
  },
  {
    name: 'payment.attempts_count',
    type: 'int',
    doc: 'Payments already tried for this order, as the shop counts them.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.payment?.attempts_count),
  },
  {
    name: 'payment.processor_risk_score',
    type: 'double',
    doc: "The processor's own risk score, 0 to 100 with high = bad.",
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.payment?.processor_risk_score),
  },
  {
    name: 'payment.three_d_secure_status',
    type: 'string',
    doc: '`authenticated`, `attempted`, `failed` ...: what came of 3-D Secure.',
    privacy: 'none',
    reads: [],
    compute({ event: { payment, credit_card: card } }) {
      if (payment?.three_d_secure?.status) return payment.three_d_secure.status
      if (card?.was_3d_secure_successful === undefined) return NOT_SENT
      return card.was_3d_secure_successful ? 'authenticated' : 'failed'
    },
  },
  {
    name: 'payment.liability_shifted',
    type: 'bool',
    doc: 'The issuer, and not the shop, answers for fraud on this payment.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.payment?.three_d_secure?.liability_shift),
  },
  {
    name: 'payment.is_authenticated',
    type: 'bool',
    doc: 'The payer was authenticated: by 3-D Secure, or by a wallet that counts as such.',
    privacy: 'none',
    reads: [],
    compute({ event: { payment, credit_card: card } }) {
      const status = payment?.three_d_secure?.status
      if (status === 'authenticated' || card?.was_3d_secure_successful === true) return true
      if (payment?.wallet && AUTHENTICATING_WALLETS.has(payment.wallet)) return true
      if (payment?.three_d_secure?.liability_shift === true) return true
      if (status !== undefined || card?.was_3d_secure_successful === false) return false
      return NOT_SENT
    },
  },
]
