import type { WindowDeclaration, WindowEvent } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultWindows } from './default-windows.ts'
import { EXACT_EVENTS_MAX } from './entity-windows.ts'
import { ExactWindows } from './exact-windows.case.ts'
import {
  createMemoryWindowStore,
  LATENESS_MS_DEFAULT,
  WINDOW_BYTES_MIN,
  type MemoryWindowStore,
} from './memory-window-store.ts'
import { packWindowEvent } from './packed-event.ts'
import {
  anyStory,
  contractWindows,
  keyOf,
  windowEvent,
  windowStoreCases,
  windowStoreContract,
} from './window-store-contract.case.ts'

const START_MS = Date.UTC(2026, 0, 1)
const HOUR_MS = 3_600_000

function makeStore(
  declarations: readonly WindowDeclaration[] = contractWindows,
  maxBytes?: number,
): MemoryWindowStore {
  const made = createMemoryWindowStore(
    maxBytes === undefined ? { declarations } : { declarations, maxBytes },
  )
  if (!made.ok) throw new Error(made.issues.join('; '))
  return made.store
}

windowStoreCases('the scan that judges', (declarations) => new ExactWindows(declarations))

windowStoreContract('the memory store', {
  makeStore,
  exactEventsMax: EXACT_EVENTS_MAX,
  latenessMs: LATENESS_MS_DEFAULT,
})

/** A busy address and a quiet one, with late events, in a fixed but irregular order. */
function busyEvents(count: number): WindowEvent[] {
  return Array.from({ length: count }, (_, index) =>
    windowEvent({
      timeMs: START_MS + index * 700 - (index % 7 === 0 ? (index % 50) * 1000 : 0),
      amountMinor: 100 + ((index * 37) % 5000),
      quantity: 1 + (index % 3),
      keys: {
        ip: keyOf(index % 5 === 0 ? 2 + (index % 40) : 1),
        email: keyOf(1000 + ((index * 31) % 900)),
        card: keyOf(5000 + ((index * 17) % 300)),
      },
      items: [{ sku: keyOf(9000 + (index % 3)), quantity: 1 + (index % 4) }],
    }),
  )
}

/** What a store tells of events that look, at the end, at every key there is. */
function readAll(store: MemoryWindowStore, events: readonly WindowEvent[]): unknown[] {
  const endMs = events.reduce((latest, event) => Math.max(latest, event.timeMs), 0)
  return events.slice(0, 60).map((event) => {
    const { values, approximate, reservation } = store.observe({ ...event, timeMs: endMs })
    store.release(reservation)
    return { values, approximate }
  })
}

describe('a rebuilt store', () => {
  it('tells the same as the live one, estimates included', () => {
    const events = busyEvents(5000)
    const live = makeStore()
    for (const event of events) live.observe(event)
    const rebuilt = makeStore()
    expect(rebuilt.load(events.map(packWindowEvent))).toEqual({ loaded: 5000, damaged: 0 })
    const told = readAll(live, events)
    expect(told).toContainEqual(
      expect.objectContaining({ approximate: expect.arrayContaining([3]) }),
    )
    expect(readAll(rebuilt, events)).toEqual(told)
  })

  it('does not depend on the order in which events arrived', () => {
    const events = busyEvents(3000)
    const forward = makeStore()
    forward.load(events.map(packWindowEvent))
    const shuffled = makeStore()
    const order = events.toSorted(
      (a, b) => ((a.timeMs * 7919) % 10_007) - ((b.timeMs * 7919) % 10_007),
    )
    shuffled.load(order.map(packWindowEvent))
    expect(readAll(shuffled, events)).toEqual(readAll(forward, events))
  })

  it('reads packed events one by one and end to end alike, and stops at damage', () => {
    const packed = busyEvents(10).map(packWindowEvent)
    const joined = Uint8Array.from(packed.flatMap((bytes) => [...bytes]))
    expect(makeStore().load([joined])).toEqual({ loaded: 10, damaged: 0 })
    expect(makeStore().load([joined.subarray(0, -1)])).toEqual({ loaded: 9, damaged: 1 })
  })

  it('forgets what was released before it, as the journal never held it', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const live = makeStore()
        const kept = new Map<number, WindowEvent>()
        const open: { id: number; release: () => void }[] = []
        for (const [id, step] of story.entries()) {
          if ('back' in step) {
            const taken = open[open.length - 1 - step.back]
            taken?.release()
            if (taken !== undefined) kept.delete(taken.id)
            continue
          }
          const event = { ...step.event, timeMs: START_MS + id * 1000 }
          const { reservation } = live.observe(event)
          if (event.stream !== null) kept.set(id, event)
          open.push({ id, release: () => live.release(reservation) })
        }
        const events = [...kept.values()]
        const rebuilt = makeStore()
        rebuilt.load(events.map(packWindowEvent))
        expect(readAll(live, events)).toEqual(readAll(rebuilt, events))
      }),
      { numRuns: 100 },
    )
  })
})

describe('a released event of a busy key', () => {
  it('leaves no trace in counts, sums and sketches', () => {
    const events = busyEvents(2000)
    const store = makeStore()
    for (const event of events) store.observe(event)
    const before = readAll(store, events)
    const extra = Array.from({ length: 50 }, (_, index) =>
      store.observe(
        windowEvent({
          timeMs: START_MS + 2000 * 700,
          amountMinor: 99,
          keys: { ip: keyOf(1), email: keyOf(50_000 + index), card: keyOf(60_000 + index) },
        }),
      ),
    )
    expect(readAll(store, events)).not.toEqual(before)
    for (const { reservation } of extra) store.release(reservation)
    expect(readAll(store, events)).toEqual(before)
  })
})

describe('a store with little memory', () => {
  it('stays within its limit and flags windows that reach into what it let go', () => {
    const store = makeStore(defaultWindows, 1.5 * WINDOW_BYTES_MIN)
    const first = windowEvent({ keys: { account: keyOf(7), email: keyOf(8) } })
    store.observe(first)
    for (let index = 0; index < 250_000; index += 1) {
      store.observe(
        windowEvent({
          timeMs: START_MS + index * 1000,
          keys: { account: keyOf(100 + index), email: keyOf(1_000_000 + index) },
        }),
      )
    }
    const { bytes, maxBytes } = store.usage()
    expect(bytes).toBeLessThanOrEqual(maxBytes)
    const reading = store.observe({ ...first, timeMs: START_MS + 250_000_000 })
    const flagged = reading.approximate.map((window) => defaultWindows[window]?.name)
    expect(flagged).toContain('velocity.orders_by_account_90d')
    expect(flagged).not.toContain('velocity.orders_by_account_24h')
  })

  it('gives memory back when events leave their longest window', () => {
    const short = contractWindows.filter((window) => window.durationSeconds <= 3600)
    const store = makeStore(short)
    for (let index = 0; index < 60_000; index += 1) {
      store.observe(windowEvent({ timeMs: START_MS + index * HOUR_MS, keys: { ip: keyOf(index) } }))
    }
    expect(store.usage().records).toBeLessThan(10_000)
    const { approximate } = store.observe(
      windowEvent({ timeMs: START_MS + 60_000 * HOUR_MS, keys: { ip: keyOf(1) } }),
    )
    expect(approximate).toEqual([])
  })
})

describe('history that was not loaded', () => {
  it('is flagged in the windows that reach it, and only in these', () => {
    const store = makeStore()
    store.markMissingThrough(START_MS)
    const { approximate } = store.observe(
      windowEvent({ timeMs: START_MS + 10 * 60_000, keys: { ip: keyOf(1) } }),
    )
    const names = approximate.map((window) => contractWindows[window]?.name)
    expect(names).toContain('velocity.orders_by_ip_24h')
    expect(names).not.toContain('velocity.orders_by_ip_5m')
  })
})

describe('a quiet key', () => {
  it('stays exact among many busy ones', () => {
    const store = makeStore()
    const quiet = windowEvent({ keys: { ip: keyOf(77) } })
    store.observe(quiet)
    for (let index = 0; index < 50_000; index += 1) {
      store.observe(windowEvent({ timeMs: START_MS + index, keys: { ip: keyOf(index % 30) } }))
    }
    const { values, approximate } = store.observe({ ...quiet, timeMs: START_MS + 50_000 })
    expect(values[3]).toBe(1)
    const estimated = approximate.map((window) => contractWindows[window]?.by)
    expect(estimated.filter((by) => by !== 'shop')).toEqual([])
  })
})

describe('a store of many keys', () => {
  it('finds each of them after its tables have grown', () => {
    const store = makeStore()
    const events = Array.from({ length: 40_000 }, (_, index) =>
      windowEvent({ timeMs: START_MS + index, keys: { ip: keyOf(index) } }),
    )
    for (const event of events) store.observe(event)
    const counts = events.map(({ keys }) => {
      const later = windowEvent({ stream: 'dispute', timeMs: START_MS + 60_000, keys })
      return store.observe(later).values[3]
    })
    expect(counts.filter((count) => count !== 1)).toEqual([])
  })
})

describe('creating a memory store', () => {
  it('refuses too little memory, negative lateness and bad declarations, all at once', () => {
    const made = createMemoryWindowStore({
      declarations: [...contractWindows, ...contractWindows.slice(0, 1)],
      maxBytes: 1000,
      latenessMs: -1,
    })
    expect(made).toMatchObject({ ok: false })
    expect(made.ok ? [] : made.issues).toHaveLength(3)
  })
})
