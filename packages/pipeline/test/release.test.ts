import { parseEvent, type OrderEvent, type Reference } from '@gatehouse/contract'
import { ResultUnknownError, StoreError, type AppendResult } from '@gatehouse/store'
import { beforeAll, describe, expect, it } from 'vitest'
import { observe, type Sources } from '../src/observe.ts'
import { gatewayOver, NOW_MS, openSources, openTables, runtimeOf, SHOP_ID } from './shop.ts'

const order: OrderEvent = {
  email: { address: 'erika@example.com' },
  account: { user_id: '4711' },
  order: { amount: 50, currency: 'EUR' },
  shopping_cart: [{ item_id: 'sneaker-42', quantity: 3 }],
}
const runtime = runtimeOf()
let reference: Reference

beforeAll(async () => {
  reference = await openTables()
})

/** What the next order reads of the customer and of the goods. */
async function held(sources: Sources): Promise<Record<string, unknown>> {
  const event = parseEvent(order, {
    eventId: 'next',
    shopId: SHOP_ID,
    receivedAt: new Date(NOW_MS).toISOString(),
    type: 'purchase',
  })
  const { signals } = await observe(runtime, sources, event, NOW_MS, 'id')
  const { declarations } = runtime.snapshots.order
  const valueOf = (name: string) =>
    signals[declarations.findIndex((declaration) => declaration.name === name)]
  return {
    orders: valueOf('velocity.orders_by_email_24h'),
    amount: valueOf('velocity.amount_by_email_24h'),
    units: valueOf('velocity.units_by_sku_24h'),
    linked: valueOf('links.orders'),
  }
}

function decide(sources: Sources, append: () => Promise<AppendResult>) {
  const gateway = gatewayOver(sources, runtime, append)
  return gateway.decide({ shopId: SHOP_ID, event: order, type: 'purchase', reservation: null })
}

const NOTHING = { orders: 0, amount: 0, units: 0, linked: 0 }

describe('windows and links after an append', () => {
  it('hold the order when it was stored', async () => {
    const sources = openSources(reference)
    await decide(sources, async () => ({ state: 'stored' }))
    expect(await held(sources)).toEqual({ orders: 1, amount: 50, units: 3, linked: 1 })
  })

  it('hold nothing when it failed, and the caller is told', async () => {
    const sources = openSources(reference)
    const failure = new StoreError('overloaded', 'the journal is full')
    await expect(decide(sources, () => Promise.reject(failure))).rejects.toBe(failure)
    expect(await held(sources)).toEqual(NOTHING)
  })

  it('hold the order while nobody knows whether it was stored, and then as it is', async () => {
    for (const isStored of [true, false]) {
      const sources = openSources(reference)
      let tell: (isStored: boolean) => void = () => {}
      const fate = new Promise<boolean>((resolve) => (tell = resolve))
      const failure = new ResultUnknownError('the database does not answer', fate)
      await expect(decide(sources, () => Promise.reject(failure))).rejects.toBe(failure)
      const one = { orders: 1, amount: 50, units: 3, linked: 1 }
      expect(await held(sources)).toEqual(one)
      tell(isStored)
      await fate
      // Looking counts as an order of its own.
      const looked = isStored ? { orders: 2, amount: 100, units: 6, linked: 2 } : one
      expect(await held(sources)).toEqual(looked)
    }
  })

  it('hold nothing when another process has answered the same key, whose answer is given', async () => {
    const sources = openSources(reference)
    const body = Buffer.from('{}')
    const answer = await decide(sources, async () => ({
      state: 'replay',
      status: 200,
      answer: body,
    }))
    expect(answer).toEqual({ state: 'replay', status: 200, body })
    expect(await held(sources)).toEqual(NOTHING)
  })

  it('hold nothing when the key was used for another body', async () => {
    const sources = openSources(reference)
    expect(await decide(sources, async () => ({ state: 'conflict' }))).toEqual({
      state: 'conflict',
    })
    expect(await held(sources)).toEqual(NOTHING)
  })

  it('hold the orders before the one that failed', async () => {
    const sources = openSources(reference)
    await decide(sources, async () => ({ state: 'stored' }))
    await decide(sources, () => Promise.reject(new Error('gone'))).catch(() => {})
    expect(await held(sources)).toEqual({ orders: 1, amount: 50, units: 3, linked: 1 })
  })
})
