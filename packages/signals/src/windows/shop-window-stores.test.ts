import type { WindowEvent } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { defaultWindows } from './default-windows.ts'
import { EXACT_EVENTS_MAX } from './entity-windows.ts'
import { LATENESS_MS_DEFAULT, WINDOW_BYTES_MIN } from './memory-window-store.ts'
import { packWindowEvent } from './packed-event.ts'
import { createShopWindowStores, type ShopWindowStores } from './shop-window-stores.ts'
import {
  contractWindows,
  keyOf,
  windowEvent,
  windowStoreContract,
} from './window-store-contract.case.ts'

const START_MS = Date.UTC(2026, 0, 1)
const MEBIBYTE = 2 ** 20
/** Several times what fits into the memory that the test gives. */
const FLOOD_KEYS = 2_000_000

function makeStores(maxBytes: number, declarations = defaultWindows): ShopWindowStores {
  const made = createShopWindowStores({ declarations, maxBytes })
  if (!made.ok) throw new Error(made.issues.join('; '))
  return made.store
}

windowStoreContract('the stores of shops', {
  makeStore: (declarations) => makeStores(256 * MEBIBYTE, declarations),
  exactEventsMax: EXACT_EVENTS_MAX,
  latenessMs: LATENESS_MS_DEFAULT,
})

/** An order of a customer of its own. */
function orderOf(shopId: string, customer: number, timeMs: number): WindowEvent {
  return windowEvent({
    shopId,
    timeMs,
    amountMinor: 1000,
    keys: {
      ip: keyOf(customer),
      email: keyOf(10_000_000 + customer),
      account: keyOf(20_000_000 + customer),
      device: keyOf(30_000_000 + customer),
    },
  })
}

/** Windows by what this customer alone is: those of a whole busy shop are estimates anyway. */
const OF_CUSTOMER = /_by_(?:ip|email|account|device)_/

/** What the windows of a customer hold, and whether one of them is an estimate. */
function look(stores: ShopWindowStores, shopId: string, customer: number, timeMs: number) {
  const { values, approximate, reservation } = stores.observe(orderOf(shopId, customer, timeMs))
  stores.release(reservation)
  const valueOf = (name: string) => values[defaultWindows.findIndex((each) => each.name === name)]
  return {
    orders: valueOf('velocity.orders_by_account_90d'),
    amountMinor: valueOf('velocity.amount_by_email_24h'),
    estimates: approximate.filter((at) => OF_CUSTOMER.test(defaultWindows[at]!.name)).length,
  }
}

describe('a shop that is flooded', () => {
  it(`with ${FLOOD_KEYS} keys takes nothing from the windows of another, whose counts stay exact`, () => {
    const stores = makeStores(64 * MEBIBYTE)
    const customers = 2000
    for (let index = 0; index < 3 * customers; index++) {
      stores.observe(orderOf('quiet', index % customers, START_MS + index))
    }
    const floodMs = START_MS + 3 * customers
    for (let index = 0; index < FLOOD_KEYS; index++) {
      stores.observe(orderOf('flooded', index, floodMs + Math.floor(index / 100)))
    }
    const { bytes, maxBytes, shops } = stores.usage()
    expect(bytes).toBeLessThanOrEqual(maxBytes)
    expect(shops).toBe(2)
    const endMs = floodMs + FLOOD_KEYS / 100
    for (let customer = 0; customer < customers; customer++) {
      const seen = look(stores, 'quiet', customer, endMs)
      expect(seen).toEqual({ orders: 3, amountMinor: 3000, estimates: 0 })
    }
    // It lost its own oldest events, and says so.
    expect(look(stores, 'flooded', 0, endMs)).toMatchObject({ orders: 0 })
    expect(look(stores, 'flooded', 0, endMs).estimates).toBeGreaterThan(0)
    expect(look(stores, 'flooded', FLOOD_KEYS - 1, endMs)).toMatchObject({ orders: 1 })
  }, 120_000)

  it('gives back what it took once others need it', () => {
    const stores = makeStores(WINDOW_BYTES_MIN)
    for (let index = 0; index < 300_000; index++) {
      stores.observe(orderOf('first', index, START_MS + index))
    }
    const customers = 20_000
    for (let index = 0; index < customers; index++) {
      stores.observe(orderOf('second', index, START_MS + 300_000 + index))
    }
    const endMs = START_MS + 320_000
    for (let customer = 0; customer < customers; customer += 7) {
      expect(look(stores, 'second', customer, endMs)).toMatchObject({ orders: 1, estimates: 0 })
    }
    expect(stores.usage().bytes).toBeLessThanOrEqual(WINDOW_BYTES_MIN)
  }, 60_000)
})

describe('more shops than fit', () => {
  it('lose the windows of those that were quiet the longest, which says so when one comes back', () => {
    const stores = makeStores(WINDOW_BYTES_MIN)
    const shops = 1000
    for (let shop = 0; shop < shops; shop++) {
      stores.observe(orderOf(`shop-${shop}`, 1, START_MS + shop * 1000))
    }
    const { bytes, maxBytes, shops: kept } = stores.usage()
    expect(bytes).toBeLessThanOrEqual(maxBytes)
    expect(kept).toBeGreaterThan(50)
    expect(kept).toBeLessThan(shops)
    const endMs = START_MS + shops * 1000
    const newest = look(stores, `shop-${shops - 1}`, 1, endMs)
    expect(newest).toEqual({ orders: 1, amountMinor: 1000, estimates: 0 })
    const oldest = look(stores, 'shop-0', 1, endMs)
    expect(oldest.orders).toBe(0)
    expect(oldest.estimates).toBeGreaterThan(0)
    expect(look(stores, 'shop-never-seen', 1, endMs).estimates).toBe(0)
  }, 60_000)

  it('give no record of a shop away to what another one takes back', () => {
    const stores = makeStores(WINDOW_BYTES_MIN)
    const early = stores.observe(orderOf('shop', 1, START_MS))
    for (let shop = 0; shop < 1000; shop++) {
      stores.observe(orderOf(`other-${shop}`, 1, START_MS + 1000 + shop))
    }
    const later = START_MS + 100_000
    stores.observe(orderOf('shop', 2, later))
    stores.release(early.reservation)
    expect(look(stores, 'shop', 2, later + 1)).toMatchObject({ orders: 1 })
  }, 60_000)
})

describe('a shop that sends nothing any more', () => {
  it('holds nothing once the last of its events has left every window', () => {
    const stores = makeStores(WINDOW_BYTES_MIN)
    const dayMs = 86_400_000
    stores.observe(orderOf('gone', 1, START_MS))
    for (let index = 0; index < 10_000; index++) {
      stores.observe(orderOf('busy', 1, START_MS + index * 0.02 * dayMs))
    }
    expect(stores.usage().shops).toBe(1)
    expect(look(stores, 'gone', 1, START_MS + 200 * dayMs)).toEqual({
      orders: 0,
      amountMinor: 0,
      estimates: 0,
    })
  })
})

it('windows rebuilt shop by shop tell what the live ones told', () => {
  const live = makeStores(64 * MEBIBYTE, contractWindows)
  const rebuilt = makeStores(64 * MEBIBYTE, contractWindows)
  const events = Array.from({ length: 4000 }, (_, index) =>
    windowEvent({
      shopId: `shop-${index % 3}`,
      timeMs: START_MS + index * 500,
      amountMinor: index,
      keys: { ip: keyOf(index % 7), email: keyOf(100 + (index % 90)) },
    }),
  )
  for (const event of events) live.observe(event)
  for (const shopId of ['shop-0', 'shop-1', 'shop-2']) {
    const packed = events.filter((event) => event.shopId === shopId).map(packWindowEvent)
    expect(rebuilt.load(shopId, packed)).toEqual({ loaded: packed.length, damaged: 0 })
  }
  for (const event of events.slice(0, 200)) {
    const later = { ...event, timeMs: START_MS + 4000 * 500 }
    const [told, again] = [live, rebuilt].map((stores) => {
      const { values, approximate, reservation } = stores.observe(later)
      stores.release(reservation)
      return { values, approximate }
    })
    expect(again).toEqual(told)
  }
})

it('refuses too little memory, negative lateness and bad declarations, all at once', () => {
  const made = createShopWindowStores({
    declarations: [...contractWindows, ...contractWindows.slice(0, 1)],
    maxBytes: 1000,
    latenessMs: -1,
  })
  expect(made.ok ? [] : made.issues).toHaveLength(3)
})
