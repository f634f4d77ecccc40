import type {
  CountedStream,
  WindowAggregate,
  WindowDeclaration,
  WindowEntity,
} from '@gatehouse/contract'

const count: WindowAggregate = { kind: 'count' }
const amount: WindowAggregate = { kind: 'sum', of: 'amount_minor' }
const units: WindowAggregate = { kind: 'sum', of: 'quantity' }
const different = (of: WindowEntity): WindowAggregate => ({ kind: 'distinct', of })

const durations = {
  '1m': { seconds: 60, words: 'minute' },
  '5m': { seconds: 5 * 60, words: '5 minutes' },
  '10m': { seconds: 10 * 60, words: '10 minutes' },
  '1h': { seconds: 3600, words: 'hour' },
  '24h': { seconds: 24 * 3600, words: '24 hours' },
  '30d': { seconds: 30 * 86_400, words: '30 days' },
  '90d': { seconds: 90 * 86_400, words: '90 days' },
} as const

/** How each stream is named and told: `orders_by_ip_5m`, `Orders from this IP address ...`. */
const streams: Record<CountedStream, { name: string; words: string }> = {
  order: { name: 'orders', words: 'orders' },
  payment_attempt: { name: 'attempts', words: 'payment attempts' },
  payment_failed: { name: 'failed_payments', words: 'failed payments' },
  return: { name: 'returns', words: 'returns' },
  refund: { name: 'refunds', words: 'refunds' },
  account_event: { name: 'account_actions', words: 'account actions' },
  dispute: { name: 'disputes', words: 'disputes' },
  card_use: { name: 'card_uses', words: 'orders and payment attempts' },
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
}

/** What is aggregated, as the name says it and as the analyst reads it. */
function told(stream: CountedStream, aggregate: WindowAggregate): { name: string; words: string } {
  const { name, words } = streams[stream]
  if (aggregate.kind === 'count') return { name, words: `Number of ${words}` }
  if (aggregate.kind === 'distinct') {
    const of = entities[aggregate.of]
    return { name: of.plural, words: `Number of different ${of.words} seen in ${words}` }
  }
  if (aggregate.of === 'quantity') return { name: 'units', words: `Units in ${words}` }
  return {
    name: stream === 'order' ? 'amount' : `${stream}_amount`,
    words: `Amount, in the currency of the shop, of ${words}`,
  }
}

function windows(
  stream: CountedStream,
  by: WindowEntity,
  aggregate: WindowAggregate,
  ...over: (keyof typeof durations)[]
): WindowDeclaration[] {
  const what = told(stream, aggregate)
  return over.map((duration) => ({
    name: `velocity.${what.name}_by_${by}_${duration}`,
    by,
    stream,
    aggregate,
    durationSeconds: durations[duration].seconds,
    doc: `${what.words} ${entities[by].here} in the last ${durations[duration].words}, this event not counted.`,
  }))
}

/**
 * The windows every shop has, named `velocity.<what>_by_<entity>_<duration>`. "Per day" is a
 * sliding 24 hours.
 */
export const defaultWindows: readonly WindowDeclaration[] = [
  // One address, many orders: at most 1 in 5 minutes, at most 5 a day.
  ...windows('order', 'ip', count, '1m', '5m', '24h'),
  ...windows('order', 'ip', different('email'), '24h'),
  ...windows('order', 'ip', amount, '24h'),

  // Card testing: at most 3 cards an hour in a session; more than 3 failures: captcha.
  ...windows('card_use', 'session', different('card'), '1h', '24h'),
  ...windows('card_use', 'ip', different('card'), '1h', '24h'),
  ...windows('payment_attempt', 'ip', count, '10m'),
  ...windows('card_use', 'device', different('card'), '24h'),
  ...windows('card_use', 'email', different('card'), '24h'),
  ...windows('card_use', 'account', different('card'), '24h'),
  ...windows('payment_attempt', 'card', count, '1h'),
  ...windows('payment_attempt', 'bin', count, '10m'),
  ...windows('payment_failed', 'session', count, '1h'),
  ...windows('payment_failed', 'ip', count, '1h', '24h'),
  ...windows('payment_failed', 'device', count, '24h'),
  ...windows('payment_failed', 'card', count, '24h'),
  ...windows('payment_failed', 'bin', count, '10m'),

  // Bot rings: one device, many names.
  ...windows('order', 'device', count, '24h'),
  ...windows('order', 'device', different('account'), '30d'),
  ...windows('order', 'device', different('email'), '30d'),

  // The card and who uses it.
  ...windows('order', 'card', count, '24h'),
  ...windows('order', 'card', amount, '24h'),
  ...windows('order', 'card', different('email'), '30d'),

  // The customer.
  ...windows('order', 'session', count, '1h'),
  ...windows('order', 'email', count, '24h'),
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
  ...windows('order', 'seller', count, '1h'),

  // After the sale.
  ...windows('return', 'account', count, '90d'),
  ...windows('refund', 'account', count, '90d'),
  ...windows('refund', 'account', amount, '90d'),
  ...windows('refund', 'card', count, '90d'),
  ...windows('dispute', 'email', count, '90d'),
  ...windows('dispute', 'card', count, '90d'),
]
