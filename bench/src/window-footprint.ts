import type { SingleWindowEntity, WindowEvent, WindowKey } from '@gatehouse/contract'
import { createMemoryWindowStore, defaultWindows } from '@gatehouse/signals'

const START_MS = Date.UTC(2026, 0, 1)
const DAY_MS = 86_400_000
const DAYS = 30
const MAX_BYTES = 2048 * 2 ** 20

/** What a new customer brings: each of these is an entity that nobody has seen before. */
const NEW_WITH_EACH: readonly SingleWindowEntity[] = [
  'ip',
  'device',
  'card',
  'email',
  'account',
  'phone',
  'shipping_address',
  'person_name',
  'session',
  'card_digits',
]

/** Memory of the windows; MB are 10^6 bytes. */
export interface WindowFootprint {
  readonly events: number
  readonly entities: number
  readonly mbPerMillionEvents: number
  readonly mbPerMillionEntities: number
}

/**
 * What the windows hold of so many orders.
 * @param ordersEach how many of them each customer places: all entities of one are the customer's own
 */
export function windowFootprint(events: number, ordersEach: number): WindowFootprint {
  const made = createMemoryWindowStore({ declarations: defaultWindows, maxBytes: MAX_BYTES })
  if (!made.ok) throw new Error(made.issues.join('; '))
  const customers = Math.ceil(events / ordersEach)
  for (let index = 0; index < events; index++) made.store.observe(orderOf(index, events, customers))
  const { bytes, records } = made.store.usage()
  if (records < events) throw new Error(`${events - records} events were given back: more room`)
  const entities = customers * NEW_WITH_EACH.length
  return {
    events,
    entities,
    mbPerMillionEvents: bytes / events,
    mbPerMillionEntities: bytes / entities,
  }
}

function orderOf(index: number, events: number, customers: number): WindowEvent {
  const customer = index % customers
  const keys: Partial<Record<SingleWindowEntity, WindowKey>> = {
    // A few that everybody shares.
    bin: keyOf(100, customer % 3000),
    browser: keyOf(101, customer % 400),
    as_number: keyOf(102, customer % 300),
    amount_band: keyOf(103, customer % 12),
  }
  for (const [kind, entity] of NEW_WITH_EACH.entries()) keys[entity] = keyOf(kind, customer)
  return {
    shopId: 'shop-1',
    stream: 'order',
    timeMs: START_MS + Math.floor((index / events) * DAYS * DAY_MS),
    amountMinor: 1000 + (customer % 20_000),
    quantity: 1,
    keys,
    items: [{ sku: keyOf(104, customer % 20_000), quantity: 1 }],
  }
}

/** Spread over all of the 64 bits, as tokens are. */
function keyOf(kind: number, id: number): WindowKey {
  const mixed = Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(kind + 1, 0x85ebca6b)
  return {
    hi: Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d) >>> 0,
    lo: Math.imul(mixed ^ (mixed >>> 13), 0x846ca68b) >>> 0,
  }
}
