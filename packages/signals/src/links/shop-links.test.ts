import type { LinkFacts, SingleWindowEntity, WindowEvent, WindowStream } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packWindowEvent, unpackWindowEvent } from '../windows/packed-event.ts'
import { ExactLinks } from './exact-links.case.ts'
import { isRing } from './link-risk.ts'
import { ShopLinks } from './shop-links.ts'

const START_MS = Date.UTC(2026, 0, 1)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Given = Partial<Record<SingleWindowEntity, number>>

function order(given: Given, hours = 0, more: Partial<WindowEvent> = {}): WindowEvent {
  const keys = Object.fromEntries(
    Object.entries(given).map(([entity, number]) => [entity, { hi: number * 77, lo: number * 31 }]),
  )
  return {
    shopId: 'shop-1',
    stream: 'order',
    timeMs: START_MS + hours * HOUR_MS,
    amountMinor: 1000,
    quantity: 1,
    items: [],
    keys,
    ...more,
  }
}

function idOf(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`
}

function observe(links: ShopLinks, event: WindowEvent, number = 1): LinkFacts {
  const { answer } = links.observe(event, idOf(number), null)
  if (!answer.known) throw new Error(answer.reason)
  return answer
}

/** What the last of these events is told. */
function lastOf(events: readonly WindowEvent[]): LinkFacts {
  const links = new ShopLinks()
  const all = events.map((event, at) => observe(links, event, at + 1))
  return all.at(-1)!
}

const times = <Item>(count: number, make: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => make(at + 1))

describe('links', () => {
  it('of an event that comes late are looked for past so many newer ones, and no more', () => {
    const after = (newer: number) =>
      lastOf([
        order({ card: 1, account: 1 }),
        ...times(newer, (at) => order({ card: 1, account: at + 1 }, 200)),
        order({ card: 1, account: 9_999_999 }, 10),
      ])
    expect(after(5000)).toMatchObject({ orders: 1, isPartial: false })
    expect(after(8000)).toMatchObject({ orders: 0, isPartial: true })
  })

  it('are what looking at every event again tells, whatever was taken back', () => {
    const few = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined, freq: 2 })
    const many = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined, freq: 2 })
    const step = fc.record({
      keys: fc.record({
        account: many,
        card: many,
        device: few,
        email: many,
        phone: few,
        shipping_address: few,
        ip: few,
        person_name: many,
      }),
      hours: fc.integer({ min: 0, max: 24 * 100 }),
      stream: fc.constantFrom<WindowStream | null>(
        'order',
        'order',
        'refund',
        'payment_failed',
        'refund',
        null,
      ),
      isTakenBack: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 70 }), (steps) => {
        const links = new ShopLinks()
        const exact = new ExactLinks()
        for (const [at, { keys, hours, stream, isTakenBack }] of steps.entries()) {
          const given = Object.fromEntries(
            Object.entries(keys).filter(([, number]) => number !== undefined),
          ) as Given
          const event = order(given, hours, { stream })
          const { answer, reservation } = links.observe(event, idOf(at), null)
          if (answer.known) expect(answer).toEqual(exact.factsOf(event))
          exact.add(event)
          if (!isTakenBack || reservation === null) continue
          links.release(reservation)
          exact.takeBack(event)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are rebuilt from packed events as they were', () => {
    const events = times(300, (at) =>
      order({ account: at % 90, device: at % 40, card: at % 70, person_name: at % 80 }, at),
    )
    const live = new ShopLinks()
    for (const [at, event] of events.entries()) observe(live, event, at)
    const rebuilt = new ShopLinks()
    const packed = events.map((event) => packWindowEvent(event))
    const ids = events.map((_, at) => Buffer.from(idOf(at).replaceAll('-', ''), 'hex'))
    expect(rebuilt.load('shop-1', Buffer.concat(packed), Buffer.concat(ids))).toBe(true)
    for (const event of events.slice(0, 50)) {
      expect(observe(rebuilt, { ...event, timeMs: START_MS + DAY_MS * 20 }, 999)).toEqual(
        observe(live, { ...event, timeMs: START_MS + DAY_MS * 20 }, 999),
      )
    }
  })

  it('call fifty names on one device a ring', () => {
    const fifty = times(50, (at) =>
      order({ device: 1, card: at, account: at, email: at, shipping_address: at, person_name: at }),
    )
    const facts = lastOf(fifty)
    expect(facts).toMatchObject({ orders: 49, names: 50, sharedBy: 50, hubs: 0 })
    expect(facts.namesOn.device).toBe(50)
    expect(isRing(facts)).toBe(true)
  })

  it('call two accounts of one household no ring', () => {
    const household = times(8, (at) =>
      order({
        account: 1 + (at % 2),
        email: 1 + (at % 2),
        person_name: 1 + (at % 2),
        device: 1,
        shipping_address: 1,
        card: 1,
      }),
    )
    const facts = lastOf(household)
    expect(facts).toMatchObject({ orders: 7, names: 2, people: 2, sharedBy: 2 })
    expect(isRing(facts)).toBe(false)
  })

  it('do not run through a warehouse that strangers ship to', () => {
    const strangers = times(13, (at) =>
      order({ shipping_address: 1, account: at, card: at, person_name: at }),
    )
    expect(
      lastOf([...strangers.slice(0, 12), order({ shipping_address: 1, account: 99 })]),
    ).toMatchObject({ orders: 12, hubs: 0 })
    expect(lastOf([...strangers, order({ shipping_address: 1, account: 99 })])).toMatchObject({
      orders: 0,
      hubs: 1,
    })
  })

  it('still run through an address whose many customers share cards', () => {
    const ring = times(30, (at) =>
      order({ shipping_address: 1, account: at, card: at % 3, person_name: at }),
    )
    expect(lastOf(ring)).toMatchObject({ orders: 29, hubs: 0 })
  })

  it('count the refunds that were asked for in a cluster, which are no orders', () => {
    const claim = { stream: 'refund' } as const
    const facts = lastOf([
      order({ account: 1, shipping_address: 5 }),
      order({ account: 1, shipping_address: 5 }, 100, claim),
      order({ account: 2, shipping_address: 5 }, 110),
      order({ account: 2 }, 200, claim),
      order({ account: 3, shipping_address: 5 }, 210),
    ])
    expect(facts).toMatchObject({ orders: 2, refunds: 2 })
  })

  it('never run over an IP address', () => {
    expect(lastOf([order({ ip: 1, account: 1 }), order({ ip: 1, account: 2 })])).toMatchObject({
      orders: 0,
      ordersFromIp: 0,
    })
  })

  it('reach three steps and no further', () => {
    const facts = lastOf([
      order({ card: 1, device: 1 }),
      order({ device: 1, email: 1 }),
      order({ email: 1, phone: 1 }),
      order({ phone: 1, account: 1 }),
      order({ card: 1 }),
    ])
    expect(facts).toMatchObject({
      orders: 3,
      others: { device: 1, email: 1, phone: 1, account: 0 },
    })
  })

  it('of one shop are not seen by another', () => {
    const facts = lastOf([
      order({ card: 1, account: 1 }),
      order({ card: 1, account: 2 }, 0, { shopId: 'shop-2' }),
    ])
    expect(facts.orders).toBe(0)
  })

  it('are drawn with the shortest way to each event', () => {
    const links = new ShopLinks()
    const asked = order({ card: 1, device: 1, shipping_address: 1 }, 0)
    const others = [
      order({ device: 1, shipping_address: 1, email: 1 }, 1),
      order({ email: 1, phone: 1 }, 2),
      order({ phone: 1, account: 1 }, 3),
      order({ account: 1 }, 4),
    ]
    for (const [at, event] of [asked, ...others].entries()) observe(links, event, at)
    const { entities, events, isPartial } = links.mapOf('shop-1', idOf(0), packWindowEvent(asked))
    expect(isPartial).toBe(false)
    const own = entities.filter(({ foundIn }) => foundIn < 0).map(({ entity }) => entity)
    // The card was seen nowhere else.
    expect(own).toEqual(['device', 'shipping_address'])
    expect(events.map(({ id, step }) => [id, step])).toEqual([
      [idOf(1), 1],
      [idOf(2), 2],
      [idOf(3), 3],
    ])
    expect(events.map(({ via }) => entities[via]!.entity)).toEqual(['device', 'email', 'phone'])
    expect(entities.map(({ foundIn }) => foundIn)).toEqual([-1, -1, 0, 1])
    expect(entities[0]).toMatchObject({ events: 1, isHub: false, firstMs: others[0]!.timeMs })
  })

  it('tell a report by its fewest steps, once, and none of the order itself', () => {
    const links = new ShopLinks()
    const first = order({ card: 1, account: 2 })
    const second = order({ card: 1, device: 3 }, 1)
    const third = order({ device: 3, email: 4 }, 2)
    for (const [at, event] of [first, second, third].entries()) observe(links, event, at)
    const unpacked = unpackWindowEvent(packWindowEvent(first))
    if (!unpacked.ok) throw new Error('not packed')
    const reported = new Set(Object.values(unpacked.event.keys).map(({ hi, lo }) => `${hi} ${lo}`))
    const reports = (except: number) => ({
      at: (hi: number, lo: number) => (reported.has(`${hi} ${lo}`) ? [7] : undefined),
      except,
      isEmpty: false,
    })
    const told = (event: WindowEvent, at: number, except = -1) =>
      links.answerOf('shop-1', idOf(at), packWindowEvent(event), reports(except))
    expect(told(second, 1)).toMatchObject({ reports: [1, 0, 0], orders: 2 })
    expect(told(third, 2)).toMatchObject({ reports: [0, 1, 0], orders: 2 })
    expect(told(first, 0, 7)).toMatchObject({ reports: [0, 0, 0], orders: 2 })
  })

  it('remember the address of an order that is not kept on disk with it', () => {
    const links = new ShopLinks()
    const asked = order({ email: 1, shipping_address: 2 })
    observe(links, asked, 0)
    observe(links, order({ email: 3, shipping_address: 2 }, 1), 1)
    const kept = packWindowEvent({ ...asked, keys: { email: asked.keys.email! } })
    expect(links.answerOf('shop-1', idOf(0), kept, null)).toMatchObject({ orders: 1 })
    expect(links.mapOf('shop-1', idOf(0), kept).events.map(({ id }) => id)).toEqual([idOf(1)])
  })

  it('keep within their memory, the largest shop giving back first, and say what was let go', () => {
    const links = new ShopLinks(4 * 2 ** 20)
    const small = order({ account: 1, card: 1 }, 0, { shopId: 'small' })
    observe(links, small)
    for (let at = 1; at <= 60_000; at += 1) {
      const event = order({ account: at, card: at, email: at }, at / 1000, { shopId: 'large' })
      links.observe(event, idOf(at), null)
    }
    expect(links.usage().bytes).toBeLessThanOrEqual(4 * 2 ** 20)
    expect(observe(links, small)).toMatchObject({ orders: 1, isPartial: false })
    const large = order({ account: 60_000 }, 60, { shopId: 'large' })
    expect(observe(links, large)).toMatchObject({ orders: 1, isPartial: true })
  })
})
