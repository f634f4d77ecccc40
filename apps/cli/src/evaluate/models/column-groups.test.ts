import { describe, expect, it } from 'vitest'
import { groupOfSignal } from './column-groups.ts'

describe('where a column comes from', () => {
  it.each([
    ['order.amount', 'order'],
    ['custom.field1', 'order'],
    ['velocity.orders_by_email_24h', 'windows'],
    ['anomaly.orders_by_shop_10m_sigma', 'windows'],
    ['customer.is_known', 'windows'],
    ['links.other_cards', 'links'],
    ['links.fraud_share', 'history'],
    ['links.risk', 'history'],
    ['linked.fraud_reports', 'history'],
    ['history.fraud_by_email', 'history'],
  ])('%s comes from %s', (name, group) => expect(groupOfSignal(name)).toBe(group))
})
