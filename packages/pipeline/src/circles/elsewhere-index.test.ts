import { parseEvent, type OrderEvent, type Privacy } from '@gatehouse/contract'
import type { Readings } from '@gatehouse/signals'
import type { CircleKey, CircleMember } from '@gatehouse/store'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createElsewhereIndex, type ElsewhereIndex } from './elsewhere-index.ts'

const key: CircleKey = {
  token: (kind, spelled) =>
    createHash('sha256').update(`${kind}\n${spelled}`).digest().subarray(0, 16),
  check: '',
}
const memberOf = (shopId: string, sharesHistory: boolean, isMuted = false): CircleMember => ({
  circle: 'c',
  member: `member of ${shopId}`,
  title: shopId,
  owner: shopId,
  shopId,
  lists: [],
  sharesLabels: false,
  sharesHistory,
  isMuted,
  publicKey: Buffer.alloc(32),
  url: null,
  seq: 0,
  issuedAtMs: null,
  pulledAtMs: null,
  problem: null,
})

function indexOf(...members: CircleMember[]): ElsewhereIndex {
  const index = createElsewhereIndex(10_000)
  index.load([{ name: 'c', key, members }])
  return index
}

const NOT_KNOWN = { known: false, reason: 'malformed_input' }
const readings = {
  ip: NOT_KNOWN,
  email: NOT_KNOWN,
  billing_phone: NOT_KNOWN,
  shipping_phone: NOT_KNOWN,
} as unknown as Readings

function order(
  index: ElsewhereIndex,
  shopId: string,
  {
    device = 'a-device-id',
    card,
    atMs = 1000,
    privacy = 'standard',
    isOrder = true,
    street,
  }: {
    device?: string
    card?: string
    atMs?: number
    privacy?: Privacy
    isOrder?: boolean
    street?: string
  } = {},
) {
  const event: OrderEvent = {
    device: { device_id: device },
    ...(card === undefined ? {} : { credit_card: { token: card } }),
    ...(street === undefined
      ? {}
      : { shipping: { address: street, postal: '10115', country: 'DE' } }),
  }
  const about = {
    eventId: 'e',
    shopId,
    receivedAt: '2026-01-01T00:00:00Z',
    type: 'purchase' as const,
  }
  const subject = { event: parseEvent(event, about), readings, privacy, atMs, isOrder }
  return index.observe({ shopId, ...subject })
}

const ordersOf = ({ answer }: ReturnType<typeof order>) =>
  answer.known ? answer.orders : answer.reason

describe('what a person did elsewhere', () => {
  it('is read before the order itself, from all other shops, and never from the own one', () => {
    const index = indexOf(memberOf('a', true), memberOf('b', true), memberOf('c', true))
    expect(ordersOf(order(index, 'a'))).toBe(0)
    expect(ordersOf(order(index, 'a'))).toBe(0)
    expect(ordersOf(order(index, 'b'))).toBe(2)
    const { answer } = order(index, 'c', { atMs: 9000 })
    expect(answer).toMatchObject({ shops: 2, orders: 3, firstOrderMs: 1000, lastOrderMs: 1000 })
    expect(ordersOf(order(index, 'a', { isOrder: false }))).toBe(2)
    expect(ordersOf(order(index, 'b'))).toBe(3)
  })

  it('is neither given nor got by a shop that does not share, and not given by one that is muted', () => {
    const index = indexOf(memberOf('a', true), memberOf('b', false), memberOf('m', true, true))
    order(index, 'b')
    order(index, 'stranger')
    order(index, 'm')
    expect(ordersOf(order(index, 'a'))).toBe(0)
    expect(ordersOf(order(index, 'b'))).toBe('not_in_circle')
    expect(ordersOf(order(index, 'stranger'))).toBe('not_in_circle')
    index.load([{ name: 'c', key, members: [memberOf('a', false), memberOf('d', true)] }])
    expect(ordersOf(order(index, 'd'))).toBe(0)
  })

  it('is counted once for an order that is known by a card and a device', () => {
    const index = indexOf(memberOf('a', true), memberOf('b', true))
    order(index, 'a', { card: 'fingerprint-1' })
    order(index, 'a', { card: 'fingerprint-2' })
    const about = { card: 'fingerprint-1' }
    expect(ordersOf(order(index, 'b', about))).toBe(2)
    expect(ordersOf(order(index, 'b', { ...about, device: 'another-device' }))).toBe(1)
  })

  it('is as if it had not been, when the order was not stored', () => {
    const index = indexOf(memberOf('a', true), memberOf('b', true))
    order(index, 'a', { atMs: 1000 })
    const { reservation } = order(index, 'a', { atMs: 5000 })
    index.release(reservation!)
    expect(order(index, 'b').answer).toMatchObject({ orders: 1, lastOrderMs: 1000 })
    const only = order(index, 'a', { device: 'only-once-seen' }).reservation!
    index.release(only)
    expect(order(index, 'b', { device: 'only-once-seen' }).answer).toMatchObject({
      orders: 0,
      firstOrderMs: null,
    })
    const sums = new Map<string, number>()
    for (const { member, orders } of index.takeAdditions()) {
      sums.set(member, (sums.get(member) ?? 0) + orders)
    }
    expect(sums.get('member of a')).toBe(1)
  })

  it('says nothing of an address under privacy minimal', () => {
    const index = indexOf(memberOf('a', true), memberOf('b', true))
    const about = { street: '1 High Street', device: '' }
    order(index, 'a', { ...about, privacy: 'minimal' })
    expect(index.takeAdditions()).toEqual([])
    expect(ordersOf(order(index, 'b', about))).toBe(0)
    expect(ordersOf(order(index, 'a', { ...about, privacy: 'minimal' }))).toBe('not_sent')
    expect(ordersOf(order(index, 'a', about))).toBe(1)
  })

  it('is what the database says and what waits for it, whoever counted', () => {
    const index = indexOf(memberOf('a', true), memberOf('b', true))
    index.settle(order(index, 'a').reservation!, true)
    const [told] = index.takeAdditions()
    order(index, 'a')
    const counted = { ...told!, orders: 5, approved: 4, fraud: 1 }
    index.merge([counted])
    expect(order(index, 'b').answer).toMatchObject({ orders: 6, approved: 4, fraud: 1 })
    index.merge([counted])
    expect(ordersOf(order(index, 'b'))).toBe(6)
  })
})
