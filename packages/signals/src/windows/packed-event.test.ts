import { WINDOW_ITEMS_MAX, WINDOW_STREAMS, type WindowEvent } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packWindowEvent, unpackWindowEvent } from './packed-event.ts'
import { keyOf, windowEvent } from './window-store-contract.case.ts'

const key = fc.nat().map(keyOf)
const anyEvent: fc.Arbitrary<WindowEvent> = fc.record({
  shopId: fc.string(),
  stream: fc.constantFrom(...WINDOW_STREAMS),
  timeMs: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  amountMinor: fc.integer({ min: -1e12, max: 1e12 }),
  quantity: fc.integer({ min: 0, max: 1e9 }),
  keys: fc.record(
    { ip: key, device: key, card: key, email: key, bin: key, seller: key, card_digits: key },
    { requiredKeys: [] },
  ),
  items: fc
    .uniqueArray(fc.nat({ max: 1e6 }), { maxLength: WINDOW_ITEMS_MAX })
    .map((skus) => skus.map((sku) => ({ sku: keyOf(sku), quantity: sku % 1000 }))),
})

describe('the packed form of a window event', () => {
  it('keeps everything but the shop, which it folds into the keys', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const unpacked = unpackWindowEvent(packWindowEvent(event))
        if (!unpacked.ok) throw new Error(unpacked.issues.join())
        const { keys, items, shop, ...rest } = unpacked.event
        expect(shop).not.toBeNull()
        expect(rest).toEqual({
          stream: event.stream,
          timeMs: event.timeMs,
          amountMinor: event.amountMinor,
          quantity: event.quantity,
        })
        expect(Object.keys(keys).toSorted()).toEqual(Object.keys(event.keys).toSorted())
        expect(items.map((item) => item.quantity)).toEqual(event.items.map((item) => item.quantity))
      }),
    )
  })

  it('is 30 bytes, 8 per entity, and 12 per SKU with one for their number', () => {
    expect(packWindowEvent(windowEvent())).toHaveLength(30)
    const keys = { ip: keyOf(1), email: keyOf(2) }
    expect(packWindowEvent(windowEvent({ keys }))).toHaveLength(46)
    const items = [{ sku: keyOf(3), quantity: 1 }]
    expect(packWindowEvent(windowEvent({ keys, items }))).toHaveLength(59)
  })

  it('gives the same entity of two shops different keys', () => {
    const keys = { ip: keyOf(1) }
    const one = packWindowEvent(windowEvent({ keys, shopId: 'shop-1' }))
    expect(packWindowEvent(windowEvent({ keys, shopId: 'shop-2' }))).not.toEqual(one)
  })

  it('bounds what can be summed, and counts what is no number as nothing', () => {
    const wild = windowEvent({ amountMinor: -1e300, quantity: Infinity })
    expect(unpackWindowEvent(packWindowEvent(wild))).toMatchObject({
      event: { amountMinor: -1e12, quantity: 1e9 },
    })
    expect(unpackWindowEvent(packWindowEvent(windowEvent({ amountMinor: NaN })))).toMatchObject({
      event: { amountMinor: 0 },
    })
  })

  it('refuses an event that nothing counts', () => {
    expect(() => packWindowEvent(windowEvent({ stream: null }))).toThrow(RangeError)
  })

  it('refuses a time that is no number', () => {
    expect(() => packWindowEvent(windowEvent({ timeMs: NaN }))).toThrow(RangeError)
  })

  it('refuses every truncation of itself, and bytes after it', () => {
    const keys = { ip: keyOf(1) }
    const packed = packWindowEvent(windowEvent({ keys, items: [{ sku: keyOf(3), quantity: 1 }] }))
    for (let length = 0; length < packed.length; length += 1) {
      expect(unpackWindowEvent(packed.subarray(0, length)).ok).toBe(false)
    }
    expect(unpackWindowEvent(Uint8Array.from([...packed, 1])).ok).toBe(false)
  })

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        if (bytes.length > 0) bytes[0] = 1 + (bytes[0]! % 2)
        unpackWindowEvent(bytes)
      }),
    )
  })
})
