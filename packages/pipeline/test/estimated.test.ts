import type { Decision, OrderEvent, Reference } from '@gatehouse/contract'
import type { JournalRecord } from '@gatehouse/store'
import { beforeAll, expect, it } from 'vitest'
import { gatewayOver, openSources, openTables, runtimeOf, SHOP_ID } from './shop.ts'

/** More than are counted one by one. */
const ORDERS = 140

let reference: Reference
beforeAll(async () => {
  reference = await openTables()
}, 300_000)

const order = (n: number): OrderEvent => ({
  device: { ip_address: '81.2.69.160' },
  email: { address: `customer-${n}@example.com` },
  order: { amount: 50, currency: 'EUR' },
})

it('a decision names the windows whose values are estimates, and no other', async () => {
  const decisions: Decision[] = []
  const append = async ({ decisionJson }: JournalRecord) => {
    decisions.push(JSON.parse(Buffer.from(decisionJson!).toString()) as Decision)
    return { state: 'stored' } as const
  }
  const gateway = gatewayOver(openSources(reference), runtimeOf(), append)
  for (let n = 0; n < ORDERS; n++) {
    await gateway.decide({ shopId: SHOP_ID, event: order(n), type: 'purchase', reservation: null })
  }
  expect(decisions[100]!.estimated).toEqual([])
  const last = decisions.at(-1)!
  expect(last.estimated).toEqual(
    expect.arrayContaining([
      'velocity.orders_by_ip_1m',
      'velocity.orders_by_ip_24h',
      'velocity.orders_by_ip_24h_with_this',
      'velocity.emails_by_ip_24h',
      'velocity.amount_by_ip_24h',
      'velocity.orders_by_shop_10m_with_this',
    ]),
  )
  // What these orders do not share is counted exactly.
  const isShared = /_by_(?:ip|network|as_number|shop|amount_band)_/
  expect(last.estimated.filter((name) => !isShared.test(name))).toEqual([])
  expect(last.signals['velocity.orders_by_ip_24h']).toBe(ORDERS - 1)
  expect(last.signals['velocity.orders_by_email_24h']).toBe(0)
})
