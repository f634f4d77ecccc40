import {
  isUnknown,
  type SingleWindowEntity,
  type Unknown,
  WINDOW_STREAMS,
  type WindowDeclaration,
  type WindowEvent,
  type WindowKey,
  type WindowStream,
} from '@gatehouse/contract'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
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

interface SpecStep {
  readonly release?: number
  readonly at_seconds?: number
  readonly shop_id?: string
  readonly stream?: WindowStream | 'none'
  readonly amount_minor?: number
  readonly quantity?: number
  readonly keys?: Readonly<Partial<Record<SingleWindowEntity, number>>>
  readonly items?: readonly {
    readonly sku: number
    readonly quantity: number
    readonly is_high_resale?: boolean
  }[]
  readonly expect?: Readonly<Record<string, number | string>>
}

interface Spec {
  readonly windows: readonly WindowDeclaration[]
  readonly cases: readonly { readonly name: string; readonly steps: readonly SpecStep[] }[]
}

const spec = JSON.parse(
  readFileSync(new URL('../../../../spec/windows/cases.json', import.meta.url), 'utf8'),
) as Spec

/** One declaration of every kind, durations from a second to 400 days. */
export const contractWindows = spec.windows

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
    stream: fc.constantFrom('order', 'order', 'order', null, ...WINDOW_STREAMS),
    stepMs: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: MINUTE_MS }) },
      { weight: 2, arbitrary: fc.integer({ min: -10 * MINUTE_MS, max: 0 }) },
      { weight: 2, arbitrary: fc.constantFrom(0, 1, 1000, MINUTE_MS, 5 * MINUTE_MS) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 36 * 60 * MINUTE_MS }) },
    ),
    amountMinor: fc.integer({ min: -500, max: 100_000 }),
    quantity: fc.integer({ min: 0, max: 60 }),
    keys: fc.record(
      {
        ip: key,
        email: key,
        card: key,
        account: key,
        session: key,
        transaction: key,
        amount_band: key,
        card_digits: key,
      },
      { requiredKeys: [] },
    ),
    items: fc.array(
      fc.record({
        sku: key,
        quantity: fc.integer({ min: 0, max: 50 }),
        isHighResale: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
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

/** The cases of `spec/windows`. */
export function windowStoreCases(
  name: string,
  makeStore: WindowStoreContractSettings['makeStore'],
): void {
  describe(`${name} tells what the specification tells`, () => {
    it.each(spec.cases)('$name', async ({ steps }) => {
      const expected = steps.map((step) => step.expect ?? {})
      expect(await toldBy(await makeStore(contractWindows), steps)).toEqual(expected)
    })
  })
}

/** What every window store must do, with a scan over all events as the judge. */
export function windowStoreContract(name: string, settings: WindowStoreContractSettings): void {
  windowStoreCases(name, settings.makeStore)
  const fresh = async (windows = contractWindows): Promise<WindowStore> =>
    await settings.makeStore(windows)

  describe(`${name} keeps the window contract`, () => {
    it('tells of every event what a scan over all earlier events tells', async () => {
      await fc.assert(
        fc.asyncProperty(anyStory, async (story) => play(story, await fresh(), settings)),
        { numRuns: 200 },
      )
    })

    it('shows each of sixteen events observed at once a different count', async () => {
      const store = await fresh()
      const event = windowEvent({ keys: { ip: keyOf(1) } })
      const readings = await Promise.all(
        Array.from({ length: 16 }, async () => await store.observe(event)),
      )
      const counts = readings.map((reading) => valueOf(store, reading, 'velocity.orders_by_ip_5m'))
      expect(counts.map(Number).toSorted((a, b) => a - b)).toEqual([...counts.keys()])
    })

    it('flags what it does not count one by one, and is then right within a quarter', async () => {
      const store = await fresh()
      const truth = new ExactWindows(contractWindows)
      for (let index = 0; index < 1500; index += 1) {
        const event = windowEvent({
          timeMs: START_MS + index * 400,
          keys: {
            ip: keyOf(1),
            email: keyOf(100 + (index % 700)),
            card: keyOf(index % 7),
            session: keyOf(3),
            amount_band: keyOf(index % 2),
          },
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

/** The values of the windows that the steps ask for, or the reasons why they are unknown. */
async function toldBy(
  store: WindowStore,
  steps: readonly SpecStep[],
): Promise<Record<string, number | string | undefined>[]> {
  const readings: (WindowReading | undefined)[] = []
  for (const step of steps) {
    if (step.release === undefined) {
      readings.push(await store.observe(eventOf(step)))
      continue
    }
    const taken = readings[step.release]
    if (taken !== undefined) await store.release(taken.reservation)
    readings.push(undefined)
  }
  return steps.map((step, at) => {
    const names = Object.keys(step.expect ?? {})
    return Object.fromEntries(names.map((name) => [name, toldOf(store, readings[at], name)]))
  })
}

function toldOf(
  store: WindowStore,
  reading: WindowReading | undefined,
  name: string,
): number | string | undefined {
  const value = reading === undefined ? undefined : valueOf(store, reading, name)
  return isUnknown(value) ? value.reason : value
}

function eventOf(step: SpecStep): WindowEvent {
  const entries = Object.entries(step.keys ?? {}).map(([name, number]) => [name, keyOf(number)])
  return windowEvent({
    timeMs: START_MS + (step.at_seconds ?? 0) * 1000,
    shopId: step.shop_id ?? 'shop-1',
    stream: step.stream === 'none' ? null : (step.stream ?? 'order'),
    amountMinor: step.amount_minor ?? 0,
    quantity: step.quantity ?? 0,
    keys: Object.fromEntries(entries) as WindowEvent['keys'],
    items: (step.items ?? []).map(({ sku, quantity, is_high_resale: isHighResale = false }) => ({
      sku: keyOf(sku),
      quantity,
      isHighResale,
    })),
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
  const at = store.declarations.findIndex((window) => window.name === name)
  return reading.values[at]
}
