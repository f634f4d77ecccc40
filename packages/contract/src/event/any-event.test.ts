import { describe, expect, it } from 'vitest'
import { exampleDispute } from '../examples.ts'
import { accepts, complaints } from '../validator.case.ts'
import { EVENT_SCHEMAS, eventKindOf, eventTypeOf } from './any-event.ts'
import { EVENT_KINDS, EVENT_TYPES, eventTypesOf, type EventType } from './event-types.ts'
import { parseEvent } from './parsed.ts'

const types = Object.keys(EVENT_TYPES) as EventType[]

/** The least that each kind of event needs besides its type. */
const LEAST: Readonly<Record<string, object>> = {
  fulfilment: { fulfilment: {} },
  return: { return: {} },
  dispute: { dispute: {} },
  seller: { seller: {} },
}

describe('events', () => {
  it.each(types)('%s fits the schema of its kind and no other', (type) => {
    const kind = EVENT_TYPES[type].kind
    const body = { event: { type }, ...LEAST[kind] }
    expect(eventKindOf(body)).toBe(kind)
    expect(complaints(EVENT_SCHEMAS[kind], body)).toEqual([])
    for (const other of EVENT_KINDS) {
      if (other !== kind) expect(accepts(EVENT_SCHEMAS[other], body)).toBe(false)
    }
  })

  it.each([null, 1, [], {}, { event: 1 }, { event: { type: 'nonsense' } }, { event: null }])(
    'finds no type in %j',
    (body) => {
      expect(eventTypeOf(body)).toBeNull()
    },
  )

  it('does not take a type from the prototype of a body', () => {
    expect(eventTypeOf({ event: { type: 'toString' } })).toBeNull()
    expect(eventTypeOf(Object.create({ event: { type: 'purchase' } }))).toBeNull()
  })

  it('every kind has types, and each type one kind', () => {
    expect(EVENT_KINDS.flatMap((kind) => eventTypesOf(kind)).toSorted()).toEqual(types.toSorted())
  })

  it('accepts its example', () => {
    expect(complaints(EVENT_SCHEMAS.dispute, exampleDispute)).toEqual([])
  })
})

describe('parseEvent', () => {
  const defaults = {
    eventId: 'e1',
    shopId: 's1',
    receivedAt: '2026-03-01T00:00:00Z',
    type: 'purchase' as const,
  }

  it('fills the gaps of the header and keeps what was sent', () => {
    expect(
      parseEvent({ event: { event_id: 'mine', party: 'agent' as const } }, defaults).event,
    ).toEqual({
      event_id: 'mine',
      party: 'agent',
      shop_id: 's1',
      time: '2026-03-01T00:00:00Z',
      type: 'purchase',
    })
  })

  it('leaves empty texts out, in lists and nested blocks too, and does not change the body', () => {
    const body = {
      event: { event_id: '' },
      account: { user_id: '', orders_count: 0, is_guest: false },
      payment: { three_d_secure: { version: '', eci: '05' } },
      shopping_cart: [{ item_id: '' }, { item_id: 'a' }],
    }
    const before = structuredClone(body)
    expect(parseEvent(body, defaults)).toEqual({
      event: { event_id: 'e1', shop_id: 's1', time: defaults.receivedAt, type: 'purchase' },
      account: { orders_count: 0, is_guest: false },
      payment: { three_d_secure: { eci: '05' } },
      shopping_cart: [{}, { item_id: 'a' }],
    })
    expect(body).toEqual(before)
  })
})
