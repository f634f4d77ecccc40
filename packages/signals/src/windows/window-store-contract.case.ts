import {
  isUnknown,
  type Unknown,
  WINDOW_STREAMS,
  type WindowDeclaration,
  type WindowEvent,
  type WindowKey,
} from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExactWindows } from './exact-windows.case.ts'
import { windowKey } from './window-key.ts'
import type { WindowReading, WindowStore } from './window-store.ts'

export interface WindowStoreContractSettings {
  /** Makes an empty store. */
  readonly makeStore: (
    declarations: readonly WindowDeclaration[],
  ) => WindowStore | Promise<WindowStore>
  /** Events in one window up to which the store promises the exact value, without a flag. */
  readonly exactEventsMax: number
  /** How late an event may be. */
  readonly latenessMs: number
}

const START_MS = Date.UTC(2026, 0, 1)
const MINUTE_MS = 60_000

/** One declaration of every kind, durations from a second to 400 days. */
export const contractWindows: readonly WindowDeclaration[] = [
  declare('orders_by_ip_1s', 'order', 'ip', { kind: 'count' }, 1),
  declare('orders_by_ip_1m', 'order', 'ip', { kind: 'count' }, 60),
  declare('orders_by_ip_5m', 'order', 'ip', { kind: 'count' }, 300),
  declare('orders_by_ip_24h', 'order', 'ip', { kind: 'count' }, 86_400),
  declare('amount_by_ip_5m', 'order', 'ip', { kind: 'sum', of: 'amount_minor' }, 300),
  declare('units_by_ip_1h', 'order', 'ip', { kind: 'sum', of: 'quantity' }, 3600),
  declare('emails_by_ip_1h', 'order', 'ip', { kind: 'distinct', of: 'email' }, 3600),
  declare('cards_by_ip_5m', 'order', 'ip', { kind: 'distinct', of: 'card' }, 300),
  declare('ips_by_email_400d', 'order', 'email', { kind: 'distinct', of: 'ip' }, 400 * 86_400),
  declare('orders_by_email_5m', 'order', 'email', { kind: 'count' }, 300),
  declare('failed_by_ip_5m', 'payment_failed', 'ip', { kind: 'count' }, 300),
  declare('units_by_sku_5m', 'order', 'sku', { kind: 'sum', of: 'quantity' }, 300),
  declare('orders_by_sku_1h', 'order', 'sku', { kind: 'count' }, 3600),
  declare('emails_by_sku_5m', 'order', 'sku', { kind: 'distinct', of: 'email' }, 300),
  declare('refunds_by_account_90d', 'refund', 'account', { kind: 'count' }, 90 * 86_400),
]

function declare(
  name: string,
  stream: WindowDeclaration['stream'],
  by: WindowDeclaration['by'],
  aggregate: WindowDeclaration['aggregate'],
  durationSeconds: number,
): WindowDeclaration {
  return { name: `velocity.${name}`, by, stream, aggregate, durationSeconds, doc: '' }
}

/** An order with nothing in it, to be filled. */
export function windowEvent(fields: Partial<WindowEvent> = {}): WindowEvent {
  const empty = { amountMinor: 0, quantity: 0, keys: {}, items: [] }
  return { shopId: 'shop-1', stream: 'order', timeMs: START_MS, ...empty, ...fields }
}

/** A key as a token would give it: the same number, the same evenly spread bits. */
export function keyOf(number: number): WindowKey {
  const bytes = new Uint8Array(8)
  let state = (number + 1) >>> 0
  for (let at = 0; at < 8; at += 1) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39)
    bytes[at] = (state >>> 16) & 0xff
  }
  return windowKey(bytes)
}

const key = fc.integer({ min: 0, max: 3 }).map(keyOf)

/** Few keys, so that they meet; times forward by little, with late events and jumps. */
const anyEvent = fc
  .record({
    shopId: fc.constantFrom('shop-1', 'shop-1', 'shop-2'),
    stream: fc.constantFrom('order', 'order', 'order', ...WINDOW_STREAMS),
    stepMs: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: MINUTE_MS }) },
      { weight: 2, arbitrary: fc.integer({ min: -10 * MINUTE_MS, max: 0 }) },
      { weight: 2, arbitrary: fc.constantFrom(0, 1, 1000, MINUTE_MS, 5 * MINUTE_MS) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 36 * 60 * MINUTE_MS }) },
    ),
    amountMinor: fc.integer({ min: -500, max: 100_000 }),
    quantity: fc.integer({ min: 0, max: 60 }),
    keys: fc.record(
      { ip: key, email: key, card: key, account: key, session: key },
      { requiredKeys: [] },
    ),
    items: fc.array(fc.record({ sku: key, quantity: fc.integer({ min: 0, max: 50 }) }), {
      maxLength: 4,
    }),
  })
  .map(({ stepMs, ...event }) => ({ stepMs, event }))

/** What is done: an event is observed, or an earlier one is taken back. */
export const anyStory = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: anyEvent },
    { weight: 1, arbitrary: fc.nat({ max: 200 }).map((back) => ({ back })) },
  ),
  { maxLength: 120 },
)
type Step = typeof anyStory extends fc.Arbitrary<(infer Of)[]> ? Of : never

/** Plays a story on a store and the oracle at once, and compares every reading. */
async function play(
  story: readonly Step[],
  store: WindowStore,
  settings: WindowStoreContractSettings,
): Promise<void> {
  const oracle = new ExactWindows(store.declarations)
  const open: { mine: WindowReading; truth: WindowReading }[] = []
  let latestMs = START_MS
  for (const step of story) {
    if ('back' in step) {
      const taken = open[open.length - 1 - step.back]
      if (taken === undefined) continue
      await store.release(taken.mine.reservation)
      oracle.release(taken.truth.reservation)
      continue
    }
    const event = { ...step.event, timeMs: latestMs + step.stepMs }
    latestMs = Math.max(latestMs, event.timeMs)
    const inside = store.declarations.map((window) => oracle.eventsInWindow(window, event))
    const truth = oracle.observe(event)
    const mine = await store.observe(event)
    expectSame(mine, truth, inside, settings.exactEventsMax)
    open.push({ mine, truth })
  }
}

function expectSame(
  mine: WindowReading,
  truth: WindowReading,
  inside: readonly number[],
  exactEventsMax: number,
): void {
  for (const [window, expected] of truth.values.entries()) {
    const estimate = mine.approximate.includes(window)
    if ((inside[window] ?? 0) <= exactEventsMax) expect(estimate).toBe(false)
    if (!estimate) expect([window, mine.values[window]]).toEqual([window, expected])
    else expect(isUnknown(mine.values[window])).toBe(false)
  }
}

/** What every window store must do, with a scan over all events as the judge. */
export function windowStoreContract(name: string, settings: WindowStoreContractSettings): void {
  const fresh = async (windows = contractWindows): Promise<WindowStore> =>
    await settings.makeStore(windows)

  describe(`${name} keeps the window contract`, () => {
    it('tells of every event what a scan over all earlier events tells', async () => {
      await fc.assert(
        fc.asyncProperty(anyStory, async (story) => play(story, await fresh(), settings)),
        { numRuns: 200 },
      )
    })

    it('does not count the event that reads, but counts it for the next', async () => {
      const store = await fresh()
      const event = windowEvent({ keys: { ip: keyOf(1) }, amountMinor: 700 })
      expect(valueOf(store, await store.observe(event), 'orders_by_ip_5m')).toBe(0)
      const second = await store.observe(event)
      expect(valueOf(store, second, 'orders_by_ip_5m')).toBe(1)
      expect(valueOf(store, second, 'amount_by_ip_5m')).toBe(700)
    })

    it('shows each of sixteen events observed at once a different count', async () => {
      const store = await fresh()
      const event = windowEvent({ keys: { ip: keyOf(1) } })
      const readings = await Promise.all(
        Array.from({ length: 16 }, async () => await store.observe(event)),
      )
      const counts = readings.map((reading) => valueOf(store, reading, 'orders_by_ip_5m'))
      expect(counts.map(Number).toSorted((a, b) => a - b)).toEqual([...counts.keys()])
    })

    it('leaves out an event that is exactly one duration old', async () => {
      const store = await fresh()
      const keys = { ip: keyOf(1) }
      await store.observe(windowEvent({ keys }))
      const almost = await store.observe(windowEvent({ keys, timeMs: START_MS + 299_999 }))
      expect(valueOf(store, almost, 'orders_by_ip_5m')).toBe(1)
      const exactly = await store.observe(windowEvent({ keys, timeMs: START_MS + 300_000 }))
      expect(valueOf(store, exactly, 'orders_by_ip_5m')).toBe(1)
    })

    it('counts a late event for later events and lets it read its own time', async () => {
      const store = await fresh()
      const keys = { ip: keyOf(1) }
      const lateMs = Math.min(settings.latenessMs, 120_000)
      await store.observe(windowEvent({ keys, timeMs: START_MS - 1000 }))
      await store.observe(windowEvent({ keys, timeMs: START_MS + lateMs }))
      const late = await store.observe(windowEvent({ keys, timeMs: START_MS }))
      expect(valueOf(store, late, 'orders_by_ip_5m')).toBe(1)
      const next = await store.observe(windowEvent({ keys, timeMs: START_MS + lateMs }))
      expect(valueOf(store, next, 'orders_by_ip_5m')).toBe(3)
    })

    it('forgets a released event, however often it is released', async () => {
      const store = await fresh()
      const event = windowEvent({
        keys: { ip: keyOf(1), email: keyOf(2) },
        items: [{ sku: keyOf(5), quantity: 3 }],
      })
      const before = await store.observe(event)
      await store.release(before.reservation)
      await store.release(before.reservation)
      expect((await store.observe(event)).values).toEqual(before.values)
    })

    it('keeps shops, streams and entities with the same key apart', async () => {
      const store = await fresh()
      const keys = { ip: keyOf(1), email: keyOf(1) }
      await store.observe(windowEvent({ keys, shopId: 'shop-2' }))
      await store.observe(windowEvent({ keys, stream: 'payment_failed' }))
      await store.observe(windowEvent({ keys: { email: keyOf(1) } }))
      const reading = await store.observe(windowEvent({ keys }))
      expect(valueOf(store, reading, 'orders_by_ip_5m')).toBe(0)
      expect(valueOf(store, reading, 'orders_by_email_5m')).toBe(1)
      expect(valueOf(store, reading, 'failed_by_ip_5m')).toBe(1)
    })

    it('is unknown, with the reason, for an event without the entity', async () => {
      const store = await fresh()
      const reading = await store.observe(windowEvent())
      expect(valueOf(store, reading, 'orders_by_ip_5m')).toMatchObject({ reason: 'no_ip' })
      expect(valueOf(store, reading, 'units_by_sku_5m')).toMatchObject({ reason: 'no_sku' })
    })

    it('adds up lines of one SKU and takes the highest of several', async () => {
      const store = await fresh()
      const items = [
        { sku: keyOf(5), quantity: 3 },
        { sku: keyOf(6), quantity: 4 },
        { sku: keyOf(5), quantity: 2 },
      ]
      await store.observe(windowEvent({ items }))
      const reading = await store.observe(windowEvent({ items }))
      expect(valueOf(store, reading, 'units_by_sku_5m')).toBe(5)
      expect(valueOf(store, reading, 'orders_by_sku_1h')).toBe(1)
    })

    it('flags what it does not count one by one, and is then right within a quarter', async () => {
      const store = await fresh()
      const truth = new ExactWindows(contractWindows)
      for (let index = 0; index < 1500; index += 1) {
        const event = windowEvent({
          timeMs: START_MS + index * 400,
          keys: { ip: keyOf(1), email: keyOf(100 + (index % 700)), card: keyOf(index % 7) },
          amountMinor: 1000 + index,
          quantity: 1,
          items: [{ sku: keyOf(2), quantity: 2 }],
        })
        const mine = await store.observe(event)
        if (index % 150 !== 149) {
          truth.add(event)
          continue
        }
        const expected = truth.observe(event)
        for (const [window, right] of expected.values.entries()) {
          const value = mine.values[window]
          if (!mine.approximate.includes(window)) expect(value).toEqual(right)
          else expectNear(value, right)
        }
      }
    })
  })
}

function expectNear(
  value: number | Unknown | undefined,
  right: number | Unknown | undefined,
): void {
  const error = Math.abs(Number(value) - Number(right))
  expect(error).toBeLessThanOrEqual(Math.max(2, Number(right) * 0.25))
}

function valueOf(
  store: WindowStore,
  reading: WindowReading,
  name: string,
): number | Unknown | undefined {
  const at = store.declarations.findIndex((window) => window.name === `velocity.${name}`)
  return reading.values[at]
}
