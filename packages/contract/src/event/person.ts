import { Type, type Static } from 'typebox'
import {
  amount,
  block,
  count,
  countryCode,
  flag,
  listOf,
  oneOf,
  personalId,
  personalText,
  phoneCountryCode,
  phoneNumber,
  text,
  time,
} from '../schema.ts'

/** The fields of minFraud's `billing`; `shipping` adds to them. */
const addressFields = {
  first_name: personalText('Given name.'),
  last_name: personalText('Family name.'),
  company: personalText('Company.'),
  address: personalText('First line of the address.'),
  address_2: personalText('Second line of the address.'),
  city: personalText('City or town.'),
  region: text('ISO 3166-2 subdivision without the country (`CT`), or its name.'),
  country: countryCode('ISO 3166-1 alpha-2 country, upper case.'),
  postal: personalText('Postcode.'),
  phone_number: phoneNumber('Phone number, without the calling code if that is sent apart.'),
  phone_country_code: phoneCountryCode(),
}

export const billingSchema = block(addressFields, 'Billing address and contact.')
export type Billing = Static<typeof billingSchema>

export const DELIVERY_SPEEDS = ['same_day', 'overnight', 'expedited', 'standard'] as const
export const DELIVERY_METHODS = ['carrier', 'pickup', 'locker', 'digital', 'freight'] as const

export const shippingSchema = block(
  {
    ...addressFields,
    delivery_speed: oneOf(DELIVERY_SPEEDS, 'How fast the delivery is to be.'),
    delivery_method: oneOf(DELIVERY_METHODS, 'How the goods reach the customer.'),
  },
  'Shipping address and contact.',
)
export type Shipping = Static<typeof shippingSchema>

export const emailSchema = block(
  {
    address: personalText('The address, or the MD5 of it in 32 hexadecimal digits (minFraud).'),
    domain: text('The domain, for callers that send the address as an MD5.'),
  },
  'Email of the customer.',
)
export type Email = Static<typeof emailSchema>

const TAGS_MAX = 20

export const accountSchema = block(
  {
    user_id: personalId('Id of the account at the shop; not the login name. Absent for guests.'),
    username_md5: Type.String({
      description: 'MD5 of the login name, 32 hexadecimal digits.',
      pattern: '^[0-9A-Fa-f]{32}$',
      maxLength: 32,
      'x-card-scan': 'exempt',
      'x-personal': true,
    }),
    created_at: time('When the account was made.'),
    is_guest: flag('A checkout without an account.'),
    is_business: flag('A business customer (B2B).'),
    email_verified: flag('The email address was confirmed by the customer.'),
    phone_verified: flag('The phone number was confirmed by the customer.'),
    two_factor_enabled: flag('A second factor is needed to log in.'),
    orders_count: count('Earlier orders, this one not included.'),
    orders_amount: amount('Sum of earlier orders, in `order.currency`.'),
    first_order_at: time('When the first order was placed.'),
    last_order_at: time('When the order before this one was placed.'),
    refunds_count: count('Earlier orders that were refunded, in full or in part.'),
    refunds_amount: amount('Sum refunded, in `order.currency`.'),
    returns_count: count('Earlier orders with a return.'),
    disputes_count: count('Earlier orders with a chargeback.'),
    last_login_at: time('The last log-in before this event.'),
    last_password_change_at: time('The last change of password.'),
    last_email_change_at: time('The last change of email address.'),
    last_phone_change_at: time('The last change of phone number.'),
    last_address_change_at: time('The last change of a stored address.'),
    trust_score: Type.Number({
      description: 'Ranking inherited from earlier orders: 0 (worst) to 100.',
      minimum: 0,
      maximum: 100,
    }),
    tags: listOf(text('A tag.', 64), TAGS_MAX, "The shop's own tags on the account."),
  },
  'The account at the shop and its history, as far as the shop knows it.',
)
export type Account = Static<typeof accountSchema>

export const sellerSchema = block(
  {
    id: personalId('Id of the seller at the marketplace.'),
    name: personalText('Name the seller trades under.'),
    country: countryCode('Where the seller is established.'),
    created_at: time('When the seller account was opened.'),
    is_verified: flag('The identity of the seller was checked.'),
    orders_count: count('Earlier orders of this seller.'),
    disputes_count: count('Earlier orders of this seller with a chargeback.'),
    payout_changed_at: time('When it last changed where it is paid.'),
    payout_account_token: personalId(
      'Token of the account it is paid to; never the number itself.',
    ),
    payout_country: countryCode('Country of the account it is paid to.'),
  },
  'The seller, where the shop is a marketplace.',
)
export type Seller = Static<typeof sellerSchema>
