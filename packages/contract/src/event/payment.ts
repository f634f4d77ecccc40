import { Type, type Static } from 'typebox'
import { CARD_BRANDS } from '../reference.ts'
import {
  amount,
  block,
  count,
  countryCode,
  currencyCode,
  flag,
  optionalId,
  oneOf,
  personalId,
  personalText,
  phoneCountryCode,
  phoneNumber,
  text,
  time,
} from '../schema.ts'

/** minFraud's ten, and the ways to pay that shops have besides. */
export const PAYMENT_METHODS = [
  'card',
  'bank_debit',
  'bank_redirect',
  'bank_transfer',
  'buy_now_pay_later',
  'crypto',
  'digital_wallet',
  'gift_card',
  'real_time_payment',
  'rewards',
  'cash_on_delivery',
  'invoice',
  'store_credit',
  'other',
] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]

/** The `transStatus` letters of EMV 3-D Secure, in words. */
export const THREE_D_SECURE_STATUSES = [
  'authenticated',
  'attempted',
  'failed',
  'rejected',
  'challenge_required',
  'unavailable',
  'informational',
  'not_enrolled',
  'abandoned',
] as const

export const threeDSecureSchema = block(
  {
    version: text('Protocol version: `2.2.0`.', 16),
    flow: oneOf(['frictionless', 'challenge', 'decoupled'], 'How the shopper was authenticated.'),
    status: oneOf(THREE_D_SECURE_STATUSES, 'What came of it.'),
    eci: Type.String({
      description: 'Electronic commerce indicator: two digits, the meaning depends on the scheme.',
      pattern: '^[0-9]{1,2}$',
      maxLength: 2,
    }),
    liability_shift: flag('The issuer answers for fraud on this payment.'),
    transaction_id: optionalId('Id of the authentication at the directory server.'),
  },
  'Outcome of 3-D Secure.',
)
export type ThreeDSecure = Static<typeof threeDSecureSchema>

export const paymentSchema = block(
  {
    method: oneOf(PAYMENT_METHODS, 'How it is paid.'),
    processor: Type.String({
      description:
        "Payment processor in snake_case: minFraud's names (`stripe`, `adyen` ...) or any other.",
      pattern: '^[a-z0-9_]{0,64}$',
      maxLength: 64,
    }),
    was_authorized: flag('The processor said yes or no. Absent while nobody has been asked.'),
    authorization_expires_at: time('Until when the reserved money can be captured.'),
    decline_code: text("The processor's code for a refusal."),
    wallet: oneOf(
      ['apple_pay', 'google_pay', 'samsung_pay', 'paypal', 'shop_pay', 'link', 'other'],
      'The wallet, where the method is one.',
    ),
    payment_id: optionalId('Id of the payment at the processor: what a capture or void names.'),
    payer_account_token: personalId('Token of the payer at the wallet, bank or lender.'),
    is_captured: flag('The money was taken, and not only reserved.'),
    amount: amount('What this payment is over; `order.amount` when absent.'),
    currency: currencyCode('Currency of `payment.amount`; `order.currency` when absent.'),
    attempts_count: count('Payments already tried for this order.'),
    processor_risk_score: Type.Number({
      description: "The processor's own score, 0 to 100 with high = bad.",
      minimum: 0,
      maximum: 100,
    }),
    three_d_secure: threeDSecureSchema,
  },
  'How it is paid.',
)
export type Payment = Static<typeof paymentSchema>

const code = (description: string) => text(description, 16)

/** Facts about the card. There is no field for its number, and there never will be. */
export const creditCardSchema = block(
  {
    issuer_id_number: Type.String({
      description: 'The first six or eight digits of the card number.',
      pattern: '^(?:[0-9]{6}|[0-9]{8})$',
      maxLength: 8,
    }),
    last_digits: Type.String({
      description: 'The last two or four digits of the card number.',
      pattern: '^(?:[0-9]{2}|[0-9]{4})$',
      maxLength: 4,
    }),
    last_4_digits: Type.String({
      description: "minFraud's older name of `last_digits`.",
      pattern: '^[0-9]{4}$',
      maxLength: 4,
      deprecated: true,
    }),
    token: Type.String({
      description: 'Token that stands for the card, always the same for the same card.',
      pattern: '^(?![0-9]{1,19}$)[\\x21-\\x7E]+$',
      maxLength: 255,
    }),
    fingerprint: Type.String({
      description: "The processor's fingerprint of the card (Stripe's word for such a token).",
      pattern: '^(?![0-9]{1,19}$)[\\x21-\\x7E]+$',
      maxLength: 255,
    }),
    bank_name: text('Issuing bank as the customer named it.'),
    bank_phone_country_code: phoneCountryCode(),
    bank_phone_number: phoneNumber('Phone number of the bank as the customer gave it.'),
    country: countryCode('Country of the issuer.'),
    avs_result: code('Address verification result as the processor sent it.'),
    cvv_result: code('Card verification value result as the processor sent it.'),
    avs_code: code('The same as `avs_result`, which wins when both are sent.'),
    cvv_code: code('The same as `cvv_result`, which wins when both are sent.'),
    was_3d_secure_successful: flag('3-D Secure succeeded or failed. Absent in any other case.'),
    brand: oneOf([...CARD_BRANDS, 'other'], 'Brand of the card.'),
    funding: oneOf(['credit', 'debit', 'prepaid', 'unknown'], 'How the card is funded.'),
    is_virtual: flag('The card exists only as a number.'),
    is_business: flag('A company card.'),
    holder_name: personalText('Name on the card.'),
    first_seen_at: time('When the shop first saw this card.'),
  },
  'Facts about the card; never its number.',
)
export type CreditCard = Static<typeof creditCardSchema>
