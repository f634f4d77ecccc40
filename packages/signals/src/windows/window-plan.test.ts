import type { WindowDeclaration } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { defaultWindows } from './default-windows.ts'
import { windowKey } from './window-key.ts'
import { compileWindows, WINDOWS_MAX } from './window-plan.ts'

const good: WindowDeclaration = {
  name: 'velocity.orders_by_ip_5m',
  by: 'ip',
  stream: 'order',
  aggregate: { kind: 'count' },
  durationSeconds: 300,
  doc: 'Orders.',
}

describe('window declarations', () => {
  it.each<[string, Partial<WindowDeclaration>, string]>([
    ['a name without a group', { name: 'orders' }, 'a name is'],
    ['a name in capitals', { name: 'velocity.Orders' }, 'a name is'],
    ['no duration', { durationSeconds: 0 }, 'a duration is'],
    ['half a second', { durationSeconds: 0.5 }, 'a duration is'],
    ['more than 400 days', { durationSeconds: 400 * 86_400 + 1 }, 'a duration is'],
    ['an entity counted by itself', { aggregate: { kind: 'distinct', of: 'ip' } }, 'always one'],
    ['different SKUs', { aggregate: { kind: 'distinct', of: 'sku' } }, 'different SKUs'],
    ['different shops', { aggregate: { kind: 'distinct', of: 'shop' } }, 'always one'],
    ['what is easily sold on, by address', { highResaleOnly: true }, 'only SKUs'],
    ['what is usual by address', { aggregate: { kind: 'usual', of: 'per_hour' } }, 'whole shop'],
    ['a usual share by address', { aggregate: { kind: 'usual_share' } }, 'amounts only'],
    ['amounts by SKU', { by: 'sku', aggregate: { kind: 'sum', of: 'amount_minor' } }, 'not split'],
  ])('are refused with %s', (_, fields, issue) => {
    const compiled = compileWindows([{ ...good, ...fields }])
    expect(compiled.ok ? [] : compiled.issues).toEqual([expect.stringContaining(issue)])
  })

  it('are refused when a name comes twice or there are too many', () => {
    expect(compileWindows([good, good]).ok).toBe(false)
    const many = Array.from({ length: WINDOWS_MAX + 1 }, (_, index) => ({
      ...good,
      name: `velocity.orders_${index}`,
    }))
    expect(compileWindows(many).ok).toBe(false)
  })

  it('give every window one output, in a record that starts at a double', () => {
    const compiled = compileWindows(defaultWindows)
    if (!compiled.ok) throw new Error(compiled.issues.join())
    const { arenas } = compiled.plan
    const outputs = [
      ...arenas.flatMap(({ groups }) => groups.flatMap((group) => group.outputs)),
      ...compiled.plan.usual.outputs,
      ...compiled.plan.shares,
    ]
    expect(outputs.map(({ window }) => window).toSorted((a, b) => a - b)).toEqual([
      ...defaultWindows.keys(),
    ])
    for (const { words } of arenas) expect(words % 2).toBe(0)
  })
})

describe('the default windows', () => {
  it('are named for what they count, by what and over how long', () => {
    for (const { name, by, durationSeconds, aggregate } of defaultWindows) {
      if (aggregate.kind === 'usual' || aggregate.kind === 'usual_share') continue
      const [, entity, number, unit] = /_by_(.+)_(\d+)([mhd])(?:_with_this)?$/.exec(name) ?? []
      const seconds = { m: 60, h: 3600, d: 86_400 }[unit ?? ''] ?? 0
      expect([entity, Number(number) * seconds]).toEqual([by, durationSeconds])
    }
  })

  it('say in their name whether they count the event that reads them', () => {
    for (const { name, withThis, doc, aggregate } of defaultWindows) {
      if (aggregate.kind === 'usual' || aggregate.kind === 'usual_share') continue
      expect([name, name.endsWith('_with_this')]).toEqual([name, withThis === true])
      expect([name, / this event (not )?counted\.$/.exec(doc)?.[1]]).toEqual([
        name,
        withThis ? undefined : 'not ',
      ])
    }
  })

  it('have the limits of the shop checks', () => {
    const names = defaultWindows.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining([
        'velocity.orders_by_ip_5m_with_this',
        'velocity.orders_by_ip_24h_with_this',
        'velocity.orders_by_ip_1m_with_this',
        'velocity.cards_by_session_1h_with_this',
        'velocity.cards_by_session_24h_with_this',
        'velocity.names_by_device_30d_with_this',
        'velocity.failed_payments_by_ip_1h',
        'velocity.units_by_sku_10m_with_this',
        'velocity.returned_orders_by_account_90d_with_this',
        'velocity.refunded_orders_by_account_90d_with_this',
      ]),
    )
  })
})

describe('a window key', () => {
  it('is the first 8 bytes of the token, big-endian', () => {
    const token = Uint8Array.from([0xff, 0, 0, 1, 0x80, 0, 0, 2, 9, 9])
    expect(windowKey(token)).toEqual({ hi: 0xff000001, lo: 0x80000002 })
  })

  it('is not made from fewer than 8 bytes', () => {
    expect(() => windowKey(new Uint8Array(7))).toThrow(RangeError)
  })
})
