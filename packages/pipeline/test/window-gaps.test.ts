import { parseEvent, type OrderEvent, type Reference } from '@gatehouse/contract'
import { defaultWindows } from '@gatehouse/signals'
import { beforeAll, describe, expect, it } from 'vitest'
import { observe } from '../src/observe.ts'
import { blindWindows, NO_GAPS, type WindowGaps } from '../src/window-gaps.ts'
import { NOW_MS, openSources, openTables, runtimeOf, SHOP_ID } from './shop.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
let reference: Reference
beforeAll(async () => {
  reference = await openTables()
})

const order: OrderEvent = {
  device: { ip_address: '81.2.69.142', device_id: 'd-1' },
  account: { user_id: '4711' },
  email: { address: 'erika@example.com' },
  shipping: { address: '1 High Street', postal: '10115', country: 'DE' },
  order: { amount: 50, currency: 'EUR' },
}

/** The windows that an order reads `afterMs` after the present of the tests. */
async function velocity(
  gaps: Partial<WindowGaps>,
  afterMs = 0,
  group = 'velocity.',
): Promise<Record<string, unknown>> {
  const runtime = runtimeOf('minimal', [], { ...NO_GAPS, ...gaps })
  const atMs = NOW_MS + afterMs
  const event = parseEvent(order, {
    eventId: 'e',
    shopId: SHOP_ID,
    receivedAt: new Date(atMs).toISOString(),
    type: 'purchase',
  })
  const { signals } = await observe(runtime, openSources(reference), event, atMs, 'id')
  const { declarations } = runtime.snapshots.order
  return Object.fromEntries(
    declarations.flatMap(({ name }, index) =>
      name.startsWith(group) ? [[name.slice(group.length), signals[index]]] : [],
    ),
  )
}

describe('after a restart', () => {
  const gaps = { unkeptThroughMs: NOW_MS - 2 * MINUTE_MS }
  const restarted = { reason: 'restarted' }

  it('windows of what is not kept are unknown, of IP and shipping address and of how many of them', async () => {
    expect(await velocity(gaps)).toMatchObject({
      orders_by_ip_5m: restarted,
      orders_by_ip_24h: restarted,
      amount_by_ip_24h: restarted,
      emails_by_ip_24h: restarted,
      emails_by_shipping_address_30d: restarted,
      addresses_by_account_30d: restarted,
    })
  })

  it('links over addresses are unknown for 90 days, and what is told without them is known', async () => {
    const of = { orders_from_ip: restarted, other_addresses: restarted }
    const known = {
      orders: 0,
      other_cards: 0,
      is_ring: false,
      fraud_reports: { reason: 'not_configured' },
    }
    expect(await velocity(gaps, 0, 'links.')).toMatchObject({ ...of, ...known })
    expect(await velocity(gaps, 89 * DAY_MS, 'links.')).toMatchObject(of)
    expect(await velocity(gaps, 90 * DAY_MS, 'links.')).toMatchObject({
      orders_from_ip: 0,
      other_addresses: 0,
    })
  })

  it('windows of everything else are known', async () => {
    expect(await velocity(gaps)).toMatchObject({
      orders_by_email_24h: 0,
      orders_by_account_90d: 0,
      orders_by_device_24h: 0,
      amount_by_email_24h: 0,
      devices_by_account_30d: 0,
    })
  })

  it('each is known again when its duration has passed', async () => {
    const known = { orders_by_ip_1m: 0, orders_by_ip_5m: restarted, orders_by_ip_24h: restarted }
    expect(await velocity(gaps)).toMatchObject(known)
    expect(await velocity(gaps, 3 * MINUTE_MS - 1)).toMatchObject({ orders_by_ip_5m: restarted })
    expect(await velocity(gaps, 3 * MINUTE_MS)).toMatchObject({
      orders_by_ip_5m: 0,
      orders_by_ip_24h: restarted,
    })
    expect(await velocity(gaps, DAY_MS)).toMatchObject({
      orders_by_ip_24h: 0,
      addresses_by_account_30d: restarted,
    })
    expect(await velocity(gaps, 30 * DAY_MS)).toMatchObject({ addresses_by_account_30d: 0 })
  })

  it('a window that the event has no entity for is "not sent" as ever', async () => {
    expect(await velocity(gaps)).toMatchObject({ orders_by_seller_1h: { reason: 'not_sent' } })
  })
})

it('sums of amounts are unknown while they hold some of another currency', async () => {
  const gaps = { otherCurrencyThroughMs: NOW_MS - MINUTE_MS }
  const changed = { reason: 'currency_changed' }
  expect(await velocity(gaps)).toMatchObject({
    amount_by_email_24h: changed,
    amount_by_ip_24h: changed,
    orders_by_email_24h: 0,
    orders_by_ip_24h: 0,
  })
  expect(await velocity(gaps, DAY_MS)).toMatchObject({ amount_by_email_24h: 0 })
})

it('where nothing is lacking nothing is looked at', () => {
  expect(blindWindows(defaultWindows, NO_GAPS)).toBeNull()
})
