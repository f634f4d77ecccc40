import { NO_HISTORY, type HistoryEntity, type WindowEvent } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packWindowEvent } from '../windows/packed-event.ts'
import { HISTORY_ENTRY_BYTES, HISTORY_SPAN_MS } from './history-table.ts'
import { HISTORY_BYTES_MIN, ShopHistory } from './shop-history.ts'

const DAY_MS = 86_400_000
const START_MS = 400 * HISTORY_SPAN_MS

/** Spread as keyed hashes are. */
const key = (number: number) => ({
  hi: Math.imul(number + 1, 0x85ebca6b) >>> 0,
  lo: Math.imul(number + 1, 0x9e3779b1) >>> 0,
})

type Keys = Readonly<Partial<Record<HistoryEntity, number>>>

function orderOf(keys: Keys, timeMs = START_MS, shopId = 's'): WindowEvent {
  const pairs = Object.entries(keys).map(([entity, number], at) => [entity, key(number * 16 + at)])
  return {
    shopId,
    stream: 'order',
    timeMs,
    amountMinor: 0,
    quantity: 0,
    keys: Object.fromEntries(pairs) as WindowEvent['keys'],
    items: [],
  }
}

const email = (history: ShopHistory, event: WindowEvent) =>
  history.observe(event, true).facts.by.email

function reportOf(event: WindowEvent, recordId: string) {
  return { recordId, window: packWindowEvent(event) }
}

describe('the history of an entity', () => {
  it('is that before the order, reported orders among it', () => {
    const history = new ShopHistory()
    const order = orderOf({ email: 1 })
    expect(email(history, order)).toMatchObject({ orders: 0, fraudOfThese: 0, fraud: 0 })
    expect(email(history, order)).toMatchObject({ orders: 1, fraudOfThese: 0, fraud: 0 })
    history.report('s', reportOf(order, 'a'))
    history.report('s', reportOf(order, 'a'))
    expect(email(history, order)).toMatchObject({ orders: 2, fraudOfThese: 1, fraud: 1 })
    expect(history.observe(orderOf({ card: 1 }), true).facts.by.email).toBeNull()
    expect(email(history, orderOf({ email: 1 }, START_MS, 'other'))).toMatchObject({ orders: 0 })
  })

  it('is without what was released or taken back', () => {
    const history = new ShopHistory()
    const order = orderOf({ email: 1 })
    const { reservation } = history.observe(order, true)
    history.observe(order, true)
    history.release(reservation!)
    history.release(reservation!)
    history.report('s', reportOf(order, 'a'))
    history.takeBack('s', 'a')
    history.takeBack('s', 'a')
    expect(email(history, order)).toMatchObject({ orders: 1, fraudOfThese: 0, fraud: 0 })
  })

  it('is counted from orders alone', () => {
    const history = new ShopHistory()
    const attempt: WindowEvent = { ...orderOf({ email: 1 }), stream: 'payment_attempt' }
    expect(history.observe(attempt, true).reservation).toBeNull()
    expect(history.load('s', packWindowEvent(attempt))).toBe(true)
    expect(email(history, orderOf({ email: 1 }))).toMatchObject({ orders: 0 })
  })

  it('reaches back three stretches of 30 days, and to every report', () => {
    const history = new ShopHistory()
    const first = orderOf({ email: 1 })
    history.observe(first, true)
    history.report('s', reportOf(first, 'a'))
    expect(email(history, orderOf({ email: 1 }, START_MS + 89 * DAY_MS))).toMatchObject({
      orders: 1,
      fraudOfThese: 1,
    })
    expect(email(history, orderOf({ email: 1 }, START_MS + 90 * DAY_MS))).toMatchObject({
      orders: 1,
      fraudOfThese: 0,
      fraud: 1,
    })
  })

  it('tells how long ago fraud began and was last seen, of 90 days', () => {
    const history = new ShopHistory()
    const first = orderOf({ email: 1 })
    const second = orderOf({ email: 1 }, START_MS + 10 * DAY_MS)
    history.report('s', reportOf(second, 'b'))
    history.report('s', reportOf(first, 'a'))
    const at = (day: number) => email(history, orderOf({ email: 1 }, START_MS + day * DAY_MS))
    expect(at(12.5)).toMatchObject({ daysSinceFraud: 2.5, daysSinceFirstFraud: 12.5 })
    expect(at(91)).toMatchObject({ daysSinceFraud: 81, daysSinceFirstFraud: 81 })
    expect(at(101)).toMatchObject({ fraud: 2, daysSinceFraud: null, daysSinceFirstFraud: null })
    history.takeBack('s', 'b')
    expect(at(101)).toMatchObject({ fraud: 1, daysSinceFraud: null })
    expect(history.answerOf('s', 'a', packWindowEvent(first)).by.email).toMatchObject({
      fraud: 0,
      daysSinceFraud: null,
    })
  })

  it('of a stored order leaves out the order itself', () => {
    const history = new ShopHistory()
    const order = orderOf({ email: 1 })
    const packed = packWindowEvent(order)
    history.load('s', packed)
    history.load('s', packed)
    history.report('s', reportOf(order, 'a'))
    expect(history.answerOf('s', 'a', packed).by.email).toMatchObject({
      orders: 1,
      fraudOfThese: 0,
      fraud: 0,
    })
    expect(history.answerOf('s', 'b', packed).by.email).toMatchObject({ orders: 1, fraud: 1 })
  })

  it('is the same whether it was observed or loaded, and however reports came in between', () => {
    const orders = fc.array(
      fc.record({ email: fc.nat(3), card: fc.nat(5), day: fc.nat(200), isFraud: fc.boolean() }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(orders, (all) => {
        const sorted = all.toSorted((a, b) => a.day - b.day)
        const events = sorted.map((each) =>
          orderOf({ email: each.email, card: each.card }, START_MS + each.day * DAY_MS),
        )
        const live = new ShopHistory()
        const rebuilt = new ShopHistory()
        events.forEach((event, at) => {
          live.observe(event, true)
          if (sorted[at]!.isFraud) live.report('s', reportOf(event, `${at}`))
        })
        events.forEach((event, at) => {
          if (sorted[at]!.isFraud) rebuilt.report('s', reportOf(event, `${at}`))
        })
        for (const event of events) rebuilt.load('s', packWindowEvent(event))
        for (let each = 0; each < 4; each++) {
          const asked = orderOf({ email: each, card: each }, START_MS + 201 * DAY_MS)
          const { facts } = live.observe(asked, true)
          expect(rebuilt.observe(asked, true).facts).toEqual(facts)
          const from = Math.floor((START_MS + 201 * DAY_MS) / HISTORY_SPAN_MS) - 2
          const counted = events.filter(
            ({ timeMs, keys }) =>
              keys.email!.lo === asked.keys.email!.lo && timeMs >= from * HISTORY_SPAN_MS,
          )
          expect(facts.by.email!.orders).toBe(counted.length)
        }
      }),
    )
  })
})

describe('the memory of all histories', () => {
  it('takes 30 bytes for each entity, and at most 50 with the room between', () => {
    const history = new ShopHistory()
    for (let n = 0; n < 20_000; n++) history.observe(orderOf({ email: n, card: n }), false)
    const { bytes, entities } = history.usage()
    expect(entities).toBe(40_000)
    expect(bytes / entities).toBeGreaterThan(HISTORY_ENTRY_BYTES)
    expect(bytes / entities).toBeLessThan(50.5)
  })

  it('is bounded; a flood costs its own shop single orders, and neither reports nor another shop', () => {
    const history = new ShopHistory(HISTORY_BYTES_MIN)
    const quiet = orderOf({ email: 1 }, START_MS, 'quiet')
    history.observe(quiet, true)
    const known = orderOf({ email: 7_000_000 }, START_MS, 'flooded')
    const bad = orderOf({ email: 7_000_001 }, START_MS, 'flooded')
    for (let n = 0; n < 3; n++) history.observe(known, true)
    history.report('flooded', reportOf(bad, 'a'))
    for (let n = 0; n < 60_000; n++) {
      history.observe(orderOf({ email: n, ip: n }, START_MS, 'flooded'), true)
    }
    expect(history.usage().bytes).toBeLessThanOrEqual(HISTORY_BYTES_MIN)
    const { facts } = history.observe(known, true)
    expect([facts.by.email?.orders, facts.isPartial]).toEqual([3, true])
    expect(email(history, bad)).toMatchObject({ fraud: 1 })
    const other = history.observe(quiet, true).facts
    expect([other.by.email?.orders, other.isPartial]).toEqual([1, false])
  })
})

describe('point in time', () => {
  /** Plays orders with their labels and says how often a count of fraud knew more than it could. */
  function leaks(reportsBefore: (dueMs: number, nowMs: number) => boolean): number {
    const history = new ShopHistory()
    const delayMs = 14 * DAY_MS
    const waiting: { readonly dueMs: number; readonly order: WindowEvent; done: boolean }[] = []
    let found = 0
    for (let n = 0; n < 300; n++) {
      const nowMs = START_MS + n * (DAY_MS / 10)
      const order = orderOf({ email: n % 7 }, nowMs)
      waiting.push({ dueMs: nowMs + delayMs, order, done: false })
      waiting.forEach((each, at) => {
        if (each.done || !reportsBefore(each.dueMs, nowMs)) return
        each.done = true
        history.report('s', reportOf(each.order, `${at}`))
      })
      const could = waiting.filter(
        (each) => each.dueMs <= nowMs && each.order.keys.email!.lo === order.keys.email!.lo,
      ).length
      if (email(history, order)!.fraud > could) found++
    }
    return found
  }

  it('knows of no label before it came in; a label that is known at once is found', () => {
    expect(leaks((dueMs, nowMs) => dueMs <= nowMs)).toBe(0)
    // The planted leak: each order is reported as it comes, its own label included.
    expect(leaks(() => true)).toBeGreaterThan(200)
  })
})

it('nobody counts where there is no history', () => {
  expect(NO_HISTORY).toEqual({ known: false, reason: 'not_configured' })
})
