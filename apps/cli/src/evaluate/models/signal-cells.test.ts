import { describe, expect, it } from 'vitest'
import { cellOf, groupOfSignal, learnableSignals } from './signal-cells.ts'

describe('a signal as a value to learn from', () => {
  it.each([
    [true, 1],
    [false, 0],
    [12.5, 12.5],
    ['DE', 'DE'],
    [['a', 'b'], null],
    [{ unknown: 'no_ip' }, null],
  ])('%j is %j', (signal, cell) => expect(cellOf(signal)).toBe(cell))

  it('is none where no model of a shop reads it: who somebody is, when it was, a list', () => {
    const base = { doc: 'x', privacy: 'none' } as const
    const names = learnableSignals([
      { ...base, name: 'order.amount', type: 'double' },
      { ...base, name: 'custom.name', type: 'string', privacy: 'personal' },
      { ...base, name: 'order.at', type: 'timestamp' },
      { ...base, name: 'order.skus', type: 'string_list' },
    ])
    expect([...names]).toEqual(['order.amount'])
  })

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
