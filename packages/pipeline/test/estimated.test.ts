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
  expect(last.estimated).toEqual([
    'velocity.orders_by_ip_1m',
    'velocity.orders_by_ip_5m',
    'velocity.orders_by_ip_24h',
    'velocity.emails_by_ip_24h',
    'velocity.amount_by_ip_24h',
  ])
  expect(last.signals['velocity.orders_by_ip_24h']).toBe(ORDERS - 1)
  expect(last.signals['velocity.orders_by_email_24h']).toBe(0)
})
