import type {
  CountedStream,
  WindowAggregate,
  WindowDeclaration,
  WindowEntity,
} from '@gatehouse/contract'
import { SHARE_DAYS } from './daily-shares.ts'

const count: WindowAggregate = { kind: 'count' }
const amount: WindowAggregate = { kind: 'sum', of: 'amount_minor' }
const units: WindowAggregate = { kind: 'sum', of: 'quantity' }
const different = (of: WindowEntity): WindowAggregate => ({ kind: 'distinct', of })

const durations = {
  '1m': { seconds: 60, words: 'minute' },
  '5m': { seconds: 5 * 60, words: '5 minutes' },
  '10m': { seconds: 10 * 60, words: '10 minutes' },
  '1h': { seconds: 3600, words: 'hour' },
  '6h': { seconds: 6 * 3600, words: '6 hours' },
  '24h': { seconds: 24 * 3600, words: '24 hours' },
  '7d': { seconds: 7 * 86_400, words: '7 days' },
  '30d': { seconds: 30 * 86_400, words: '30 days' },
  '90d': { seconds: 90 * 86_400, words: '90 days' },
} as const

/** How each stream is named and told: `orders_by_ip_5m`, `Orders from this IP address ...`. */
const streams: Record<CountedStream, { name: string; words: string }> = {
  order: { name: 'orders', words: 'orders' },
  payment_attempt: { name: 'attempts', words: 'payment attempts' },
  payment_failed: { name: 'failed_payments', words: 'failed payments' },
  return: { name: 'returns', words: 'returns' },
  return_received: { name: 'returns_received', words: 'returns that arrived' },
  refund: { name: 'refunds', words: 'refunds' },
  refund_issued: { name: 'refunds_issued', words: 'refunds that were paid' },
  account_event: { name: 'account_actions', words: 'account actions' },
  dispute: { name: 'disputes', words: 'disputes' },
  card_use: { name: 'card_uses', words: 'orders and payment attempts' },
  checkout: { name: 'checkouts', words: 'orders and payment attempts' },
  goods_back: { name: 'goods_back', words: 'returns asked for or received' },
  money_back: { name: 'money_back', words: 'refunds asked for or paid' },
}

const entities: Record<WindowEntity, { plural: string; words: string; here: string }> = {
  ip: { plural: 'ips', words: 'IP addresses', here: 'from this IP address' },
  device: { plural: 'devices', words: 'devices', here: 'on this device' },
  card: { plural: 'cards', words: 'cards', here: 'with this card' },
  email: { plural: 'emails', words: 'e-mail addresses', here: 'with this e-mail address' },
  account: { plural: 'accounts', words: 'accounts', here: 'of this account' },
  session: { plural: 'sessions', words: 'sessions', here: 'in this session' },
  sku: { plural: 'skus', words: 'SKUs', here: 'of this SKU (of several, the highest)' },
  phone: { plural: 'phones', words: 'phone numbers', here: 'with this phone number' },
  shipping_address: { plural: 'addresses', words: 'shipping addresses', here: 'to this address' },
  bin: { plural: 'bins', words: 'issuer ranges', here: 'with cards of this issuer range' },
  seller: { plural: 'sellers', words: 'sellers', here: 'at this seller' },
  shop: { plural: 'shops', words: 'shops', here: 'at the shop' },
  person_name: { plural: 'names', words: "people's names", here: 'under this name' },
  transaction: { plural: 'transactions', words: 'orders', here: 'of this order' },
  network: { plural: 'networks', words: 'networks', here: 'from this network (/24, /48)' },
  as_number: { plural: 'as_numbers', words: 'providers', here: 'from this provider (AS)' },
  browser: { plural: 'browsers', words: 'browsers', here: 'with this user agent and language' },
  amount_band: { plural: 'amounts', words: 'amounts', here: 'of about this amount' },
  email_domain: { plural: 'mail_domains', words: 'mail domains', here: 'of this mail domain' },
  postcode: { plural: 'postcodes', words: 'postcodes', here: 'of this billing postcode' },
  postcode_area: { plural: 'areas', words: 'postcode areas', here: 'of this postcode area' },
  card_digits: { plural: 'card_digits', words: 'card numbers (as far as known)', here: 'of it' },
}

interface Told {
  readonly name: string
  readonly words: string
}

/** What is aggregated, as the name says it and as the analyst reads it. */
function told(stream: CountedStream, aggregate: WindowAggregate): Told {
  const { name, words } = streams[stream]
  if (aggregate.kind === 'count') return { name, words: `Number of ${words}` }
  if (aggregate.kind === 'distinct') {
    const of = entities[aggregate.of]
    return { name: of.plural, words: `Number of different ${of.words} seen in ${words}` }
  }
  if (aggregate.kind !== 'sum') throw new Error('what is usual has a name of its own')
  if (aggregate.of === 'quantity') return { name: 'units', words: `Units in ${words}` }
  return {
    name: stream === 'order' ? 'amount' : `${stream}_amount`,
    words: `Amount, in the currency of the shop, of ${words}`,
  }
}

type Duration = keyof typeof durations

function windows(
  stream: CountedStream,
  by: WindowEntity,
  aggregate: WindowAggregate,
  ...over: Duration[]
): WindowDeclaration[] {
  return declare(told(stream, aggregate), stream, by, aggregate, over)
}

function declare(
  what: Told,
  stream: CountedStream,
  by: WindowEntity,
  aggregate: WindowAggregate,
  over: readonly Duration[],
): WindowDeclaration[] {
  return over.map((duration) => ({
    name: `velocity.${what.name}_by_${by}_${duration}`,
    by,
    stream,
    aggregate,
    durationSeconds: durations[duration].seconds,
    doc: `${what.words} ${entities[by].here} in the last ${durations[duration].words}, ${NOT_THIS}.`,
  }))
}

const NOT_THIS = 'this event not counted'

/** The same windows with the event that reads them: what a limit is compared with. */
function withThis(declarations: readonly WindowDeclaration[]): WindowDeclaration[] {
  return declarations.map((declaration) => ({
    ...declaration,
    name: `${declaration.name}_with_this`,
    withThis: true,
    doc: declaration.doc.replace(NOT_THIS, 'this event counted'),
  }))
}

/** What `anomaly.*` holds the last minutes against. */
function bases(declarations: readonly WindowDeclaration[]): WindowDeclaration[] {
  return withThis(declarations).map((declaration) => ({ ...declaration, isBase: true }))
}

/** Different orders, however many events each of them took. */
function ordersIn(
  name: string,
  words: string,
  stream: CountedStream,
  by: WindowEntity,
  ...over: Duration[]
): WindowDeclaration[] {
  const what = { name, words: `Number of different orders ${words}` }
  return declare(what, stream, by, different('transaction'), over)
}

function usual(
  name: string,
  stream: CountedStream,
  of: 'per_hour' | 'hour_factor',
  words: string,
): WindowDeclaration {
  const doc = `${words}, as the shop's own last four weeks tell.`
  const durationSeconds = USUAL_DAYS * 86_400
  return { name, by: 'shop', stream, aggregate: { kind: 'usual', of }, durationSeconds, doc }
}

const USUAL_DAYS = 28

/**
 * The windows every shop has, named `velocity.<what>_by_<entity>_<duration>`. "Per day" is a
 * sliding 24 hours. A name that ends in `_with_this` counts the event that reads as well: a limit
 * of 3 is `> 3.0` there, and the fourth is what it stops.
 */
export const defaultWindows: readonly WindowDeclaration[] = [
  // One address, many orders: at most 1 in 5 minutes, at most 5 a day; 10 a minute is no person.
  ...windows('order', 'ip', count, '1m', '5m', '24h'),
  ...withThis(windows('order', 'ip', count, '1m', '5m', '24h')),
  ...windows('order', 'ip', different('email'), '24h'),
  ...windows('order', 'ip', amount, '24h'),

  // Card testing: at most 3 cards an hour in a session; more than 3 failures: captcha.
  ...windows('card_use', 'session', different('card'), '1h', '24h'),
  ...withThis(windows('card_use', 'session', different('card'), '1h', '24h')),
  ...withThis(windows('card_use', 'session', different('card_digits'), '1h', '24h')),
  ...windows('card_use', 'ip', different('card'), '1h', '24h'),
  ...withThis(windows('card_use', 'ip', different('card'), '10m', '1h')),
  ...withThis(windows('card_use', 'ip', different('card_digits'), '10m', '1h')),
  ...withThis(windows('card_use', 'bin', different('card_digits'), '10m')),
  ...windows('payment_attempt', 'ip', count, '10m', '1h'),
  ...windows('card_use', 'device', different('card'), '24h'),
  ...windows('card_use', 'email', different('card'), '24h'),
  ...windows('card_use', 'account', different('card'), '24h'),
  ...windows('payment_attempt', 'session', count, '1h'),
  ...windows('payment_attempt', 'device', count, '24h'),
  ...windows('payment_attempt', 'card', count, '1h'),
  ...windows('payment_attempt', 'bin', count, '10m'),
  ...windows('payment_attempt', 'amount_band', count, '10m'),
  ...windows('payment_attempt', 'shop', count, '10m'),
  ...windows('payment_failed', 'session', count, '1h'),
  ...windows('payment_failed', 'ip', count, '1h', '24h'),
  ...windows('payment_failed', 'device', count, '24h'),
  ...windows('payment_failed', 'card', count, '24h'),
  ...windows('payment_failed', 'bin', count, '10m'),
  ...windows('payment_failed', 'amount_band', count, '10m'),
  ...windows('payment_failed', 'shop', count, '10m'),

  // What is usual, and the counts that are held against it: see `anomaly.*`.
  usual('usual.orders_by_shop_1h', 'order', 'per_hour', 'Orders usual in this hour'),
  usual('usual.attempts_by_shop_1h', 'payment_attempt', 'per_hour', 'Attempts usual in this hour'),
  usual(
    'usual.failed_payments_by_shop_1h',
    'payment_failed',
    'per_hour',
    'Failed payments usual in this hour',
  ),
  usual(
    'usual.hour_factor',
    'checkout',
    'hour_factor',
    'How many times busier than its average hour the shop usually is in this hour, 1 or more',
  ),
  ...withThis(windows('order', 'shop', count, '10m')),
  ...bases(windows('order', 'shop', count, '7d')),
  ...withThis(windows('payment_attempt', 'shop', count, '10m')),
  ...bases(windows('payment_attempt', 'shop', count, '7d')),
  ...withThis(windows('payment_attempt', 'bin', count, '10m')),
  ...bases(windows('payment_attempt', 'bin', count, '7d')),
  {
    name: 'usual.checkout_share_of_amount',
    by: 'amount_band',
    stream: 'checkout',
    aggregate: { kind: 'usual_share' },
    durationSeconds: SHARE_DAYS * 86_400,
    isBase: true,
    doc: "Share of the shop's orders and payment attempts that usually is of about this amount.",
  },
  ...withThis(windows('checkout', 'shop', count, '10m')),
  ...bases(windows('checkout', 'shop', count, '1h', '6h', '7d')),
  ...withThis(windows('checkout', 'amount_band', count, '10m', '1h', '6h')),
  ...withThis(windows('checkout', 'amount_band', different('ip'), '10m')),
  ...withThis(windows('checkout', 'network', count, '10m')),
  ...bases(windows('checkout', 'network', count, '7d')),
  ...withThis(windows('checkout', 'as_number', count, '10m')),
  ...bases(windows('checkout', 'as_number', count, '7d')),
  ...withThis(windows('checkout', 'browser', count, '10m')),
  ...bases(windows('checkout', 'browser', count, '7d')),

  // Bot rings: one device, many names; one customer, ten orders a minute.
  ...withThis(windows('order', 'device', count, '1m')),
  ...windows('order', 'device', count, '24h'),
  ...withThis(windows('order', 'device', count, '30d')),
  ...windows('order', 'device', different('account'), '30d'),
  ...windows('order', 'device', different('email'), '30d'),
  ...withThis(windows('order', 'device', different('person_name'), '30d')),
  ...withThis(windows('order', 'account', count, '1m')),

  // The card and who uses it.
  ...windows('order', 'card', count, '24h', '90d'),
  ...windows('order', 'card', amount, '24h'),
  ...windows('order', 'card', different('email'), '30d'),

  // The customer.
  ...windows('order', 'session', count, '1h'),
  ...windows('order', 'email', count, '24h', '90d'),
  ...windows('order', 'email', amount, '24h'),
  ...windows('order', 'account', count, '24h', '30d', '90d'),
  ...windows('order', 'account', different('device'), '30d'),
  ...windows('order', 'account', different('shipping_address'), '30d'),
  ...windows('account_event', 'ip', count, '10m'),
  ...windows('account_event', 'ip', different('account'), '1h'),

  // Where it goes.
  ...windows('order', 'phone', count, '24h'),
  ...windows('order', 'phone', different('email'), '30d'),
  ...windows('order', 'shipping_address', different('email'), '30d'),
  ...windows('order', 'shipping_address', different('card'), '30d'),

  // The goods (50 units of one SKU within 10 minutes) and the seller.
  ...windows('order', 'sku', units, '10m', '24h'),
  ...withThis(windows('order', 'sku', units, '10m')),
  ...bases(windows('order', 'sku', units, '7d')),
  ...withThis(windows('order', 'sku', units, '10m')).map((declaration): WindowDeclaration => ({
    ...declaration,
    name: declaration.name.replace('units', 'high_resale_units'),
    highResaleOnly: true,
    doc: declaration.doc.replace('this SKU (of', 'this easily sold on SKU (of'),
  })),
  ...windows('order', 'seller', count, '1h'),

  // After the sale.
  ...windows('return', 'account', count, '90d'),
  ...windows('refund', 'account', count, '90d'),
  ...windows('refund', 'account', amount, '90d'),
  ...windows('refund', 'card', count, '90d'),
  ...windows('dispute', 'email', count, '90d'),
  ...windows('dispute', 'card', count, '90d'),
  ...(['account', 'email'] as const).flatMap((by) => [
    ...withThis(ordersIn('returned_orders', 'with goods sent back', 'goods_back', by, '90d')),
    ...withThis(ordersIn('refunded_orders', 'with money paid back', 'money_back', by, '90d')),
  ]),

  // What is usual of a customer and of a seller, beside what is now.
  ...windows('order', 'account', count, '7d'),
  ...windows('order', 'account', amount, '30d'),
  ...windows('order', 'seller', count, '7d', '30d'),
]
