import { EVENT_TYPES, type OrderEvent, type Parsed } from '@gatehouse/contract'

type Block = Readonly<Record<string, unknown>>

/**
 * The fields of a minFraud v2 transaction, by block
 * (https://dev.maxmind.com/minfraud/api-documentation/requests). Our event has all of them under
 * the same names, and more, which stays here.
 */
const FIELDS = {
  device: [
    'ip_address',
    'user_agent',
    'accept_language',
    'session_age',
    'session_id',
    'tracking_token',
  ],
  account: ['user_id', 'username_md5'],
  email: ['address', 'domain'],
  billing: [
    'first_name',
    'last_name',
    'company',
    'address',
    'address_2',
    'city',
    'region',
    'country',
    'postal',
    'phone_number',
    'phone_country_code',
  ],
  shipping: [
    'first_name',
    'last_name',
    'company',
    'address',
    'address_2',
    'city',
    'region',
    'country',
    'postal',
    'phone_number',
    'phone_country_code',
    'delivery_speed',
  ],
  payment: ['method', 'processor', 'was_authorized', 'decline_code'],
  credit_card: [
    'issuer_id_number',
    'last_digits',
    'token',
    'bank_name',
    'bank_phone_country_code',
    'bank_phone_number',
    'country',
    'avs_result',
    'cvv_result',
    'was_3d_secure_successful',
  ],
  order: [
    'amount',
    'currency',
    'discount_code',
    'affiliate_id',
    'subaffiliate_id',
    'referrer_uri',
    'is_gift',
    'has_gift_message',
  ],
} as const satisfies { readonly [Name in keyof OrderEvent]?: readonly string[] }

const ITEM_FIELDS = ['category', 'item_id', 'quantity', 'price']
const HEADER_FIELDS = ['transaction_id', 'shop_id', 'time', 'party']
/** Ways to pay that minFraud knows; of ours it would only warn. */
const METHODS = new Set([
  'bank_debit',
  'bank_redirect',
  'bank_transfer',
  'buy_now_pay_later',
  'card',
  'crypto',
  'digital_wallet',
  'gift_card',
  'real_time_payment',
  'rewards',
])
const ITEMS_MAX = 100

/** An order as minFraud asks for it: nothing that minFraud has no field for leaves the house. */
export function minfraudTransaction(event: Parsed<OrderEvent>): Record<string, unknown> {
  const transaction: Record<string, unknown> = {}
  const put = (name: string, block: Block | undefined, fields: readonly string[]) => {
    const kept = only(block, fields)
    if (Object.keys(kept).length > 0) transaction[name] = kept
  }
  put('event', { ...event.event }, HEADER_FIELDS)
  if (EVENT_TYPES[event.event.type].minfraud) {
    transaction['event'] = { ...(transaction['event'] as Block), type: event.event.type }
  }
  put('device', event.device, FIELDS.device)
  put('account', event.account, FIELDS.account)
  put('email', event.email, FIELDS.email)
  put('billing', event.billing, FIELDS.billing)
  put('shipping', event.shipping, FIELDS.shipping)
  put('payment', paymentOf(event.payment), FIELDS.payment)
  put('credit_card', cardOf(event.credit_card), FIELDS.credit_card)
  put('order', event.order, FIELDS.order)
  const items = (event.shopping_cart ?? []).slice(0, ITEMS_MAX)
  const cart = items.map((item) => only(item, ITEM_FIELDS))
  if (cart.length > 0) transaction['shopping_cart'] = cart
  return transaction
}

function only(block: Block | undefined, fields: readonly string[]): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const field of fields) {
    const value = block?.[field]
    if (value !== undefined && value !== '') kept[field] = value
  }
  return kept
}

function paymentOf(payment: OrderEvent['payment']): Block | undefined {
  if (payment?.method === undefined || METHODS.has(payment.method)) return payment
  const { method: _method, ...rest } = payment
  return rest
}

/** minFraud's results are one letter; processors send words too. */
function cardOf(card: OrderEvent['credit_card']): Block | undefined {
  if (card === undefined) return undefined
  const { avs_result: avs, cvv_result: cvv, ...rest } = card
  const letter = (...codes: readonly (string | undefined)[]) =>
    codes.find((code) => code?.length === 1)
  return {
    ...rest,
    last_digits: card.last_digits ?? card.last_4_digits,
    avs_result: letter(avs, card.avs_code),
    cvv_result: letter(cvv, card.cvv_code),
  }
}
