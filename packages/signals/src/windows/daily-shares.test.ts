import type { WindowDeclaration, WindowStream } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usualShare } from './daily-shares.ts'
import { ExactWindows } from './exact-windows.case.ts'
import { createMemoryWindowStore } from './memory-window-store.ts'
import { packWindowEvent } from './packed-event.ts'
import { keyOf, windowEvent } from './window-store-contract.case.ts'

/** Yesterday first. */
const days = (...shares: readonly (readonly [number, number])[]) => usualShare(shares)
const week = (share: readonly [number, number]) => Array.from({ length: 7 }, () => share)

describe('the usual share of an amount', () => {
  it('is its part of all that the shop had, with one event more than seen', () => {
    expect(days(...week([20, 2000]), ...week([20, 2000]))).toBe(141 / 14_001)
    expect(days(...week([0, 100]))).toBe(1 / 401)
  })

  it('is not raised by an attack of six days, however much it brings', () => {
    const attack = Array.from({ length: 6 }, () => [8000, 10_000] as const)
    const calm = Array.from({ length: 8 }, () => [20, 2000] as const)
    expect(days(...attack, ...calm)).toBeLessThan(0.0102)
    expect(days(...attack, ...week([20, 2000]))).toBeLessThan(0.0102)
  })

  it('is raised by what has lasted longer than a week', () => {
    const more = Array.from({ length: 10 }, () => [500, 2000] as const)
    const before = Array.from({ length: 4 }, () => [20, 2000] as const)
    expect(days(...more, ...before)).toBe((3 * 500 + 4 * 20 + 1) / 14_001)
  })

  it('is that of the same weekday, where it was so twice', () => {
    const sunday = [300, 2000] as const
    const other = Array.from({ length: 6 }, () => [20, 2000] as const)
    expect(days(...other, sunday, ...other, sunday)).toBe(300 / 2001)
    expect(days(...other, sunday, ...other, [20, 2000])).toBeLessThan(0.0102)
  })

  it('leaves out days on which the shop was closed', () => {
    expect(days([0, 0], [0, 0], ...week([20, 2000]))).toBe(81 / 8001)
  })
})

const share: WindowDeclaration = {
  name: 'usual.checkout_share_of_amount',
  by: 'amount_band',
  stream: 'checkout',
  aggregate: { kind: 'usual_share' },
  durationSeconds: 14 * 86_400,
  doc: 'Share.',
}

function makeStore() {
  const made = createMemoryWindowStore({ declarations: [share] })
  if (!made.ok) throw new Error(made.issues.join())
  return made.store
}

describe('shares that a store learns', () => {
  it('are what counting every event again tells, late ones and those taken back included', () => {
    const step = fc.record({
      hours: fc.integer({ min: 0, max: 24 * 40 }),
      band: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      stream: fc.constantFrom<WindowStream | null>('order', 'payment_attempt', 'refund', null),
      shopId: fc.constantFrom('one', 'two'),
      isTakenBack: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [store, rebuilt, exact] = [makeStore(), makeStore(), new ExactWindows([share])]
        const inOrder = steps.toSorted(
          (a, b) => Math.floor(a.hours / 24) - Math.floor(b.hours / 24),
        )
        for (const { hours, band, stream, shopId, isTakenBack } of inOrder) {
          const event = windowEvent({
            shopId,
            stream,
            timeMs: Date.UTC(2026, 0, 1) + hours * 3_600_000,
            keys: band === undefined ? {} : { amount_band: keyOf(band) },
          })
          const [mine, theirs] = [store.observe(event), exact.observe(event)]
          expect(mine.values).toEqual(theirs.values)
          if (isTakenBack) {
            store.release(mine.reservation)
            exact.release(theirs.reservation)
          } else if (stream !== null) rebuilt.load([packWindowEvent(event)])
        }
        const last = windowEvent({
          shopId: 'one',
          stream: null,
          timeMs: Date.UTC(2026, 0, 41),
          keys: { amount_band: keyOf(1) },
        })
        expect(rebuilt.observe(last).values).toEqual(exact.observe(last).values)
      }),
      { numRuns: 200 },
    )
  })

  it('of a day that is over change with what comes late', () => {
    const [store, exact] = [makeStore(), new ExactWindows([share])]
    const at = (day: number, band = 1) =>
      windowEvent({
        timeMs: Date.UTC(2026, 0, day),
        stream: 'order',
        keys: { amount_band: keyOf(band) },
      })
    for (const event of [at(1), at(2), at(9, 2), at(10), at(10), at(8), at(8, 2), at(10)]) {
      expect(store.observe(event).values).toEqual(exact.observe(event).values)
    }
  })
})
