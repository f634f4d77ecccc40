import type { OrderLinks } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { explainLinks, linksAsDot } from './explain-links.ts'

const seen = { first_seen: '2026-11-01T10:00:00.000Z', last_seen: '2026-11-02T11:30:00.000Z' }
const event = { risk_score: 20, transaction_id: 'T-1', time: '2026-11-02T11:30:00.000Z' }

const ring: OrderLinks = {
  id: 'd-1',
  is_ring: true,
  people: 7,
  is_partial: false,
  left_out: 0,
  entities: [
    {
      key: 'e1',
      type: 'device',
      label: 'device 4463d6',
      is_own: true,
      is_hub: false,
      events: 2,
      steps: 1,
      ...seen,
    },
    {
      key: 'e2',
      type: 'shipping_address',
      label: 'shipping_address 2cf813',
      is_own: false,
      is_hub: false,
      events: 3,
      steps: 2,
      ...seen,
    },
    {
      key: 'e3',
      type: 'phone',
      label: 'phone 00ff00',
      is_own: true,
      is_hub: true,
      events: 80,
      steps: 1,
      ...seen,
    },
  ],
  events: [
    {
      key: 'o1',
      id: 'd-2',
      type: 'purchase',
      outcome: 'review',
      labels: [],
      steps: 1,
      path: ['e1'],
      ...event,
    },
    {
      key: 'o2',
      id: 'd-3',
      type: 'purchase\u001b[2J',
      outcome: null,
      labels: ['stolen_card'],
      steps: 2,
      path: ['e1', 'o1', 'e2'],
      ...event,
    },
  ],
  edges: [
    { event: 'this', entity: 'e1' },
    { event: 'o1', entity: 'e1' },
    { event: 'o1', entity: 'e2' },
    { event: 'o2', entity: 'e2' },
  ],
}

describe('links in words', () => {
  it('say what holds a ring together, and why each event belongs to it', () => {
    expect(explainLinks(ring)).toBe(
      `the order hangs together with 2 other events, of 7 people with this one: a RING

what holds it together (the order's own first)
                               events  first seen        last seen
  device 4463d6   its own           2  2026-11-01 10:00  2026-11-02 11:30
  address 2cf813  1 step away       3  2026-11-01 10:00  2026-11-02 11:30

shared by so many strangers that it holds nobody together
                         events  first seen        last seen
  phone 00ff00  its own      80  2026-11-01 10:00  2026-11-02 11:30

what belongs to it, and why: nearest first
      when              what                   outcome  risk  turned out   by
  o1  2026-11-02 11:30  purchase T-1           review     20  -            device 4463d6
  o2  2026-11-02 11:30  purchase\\u001b[2J T-1  -          20  stolen_card  device 4463d6 > o1 > address 2cf813`,
    )
  })

  it('say plainly that there are none', () => {
    const none = { ...ring, is_ring: false, people: 1, entities: [], events: [], edges: [] }
    expect(explainLinks(none)).toBe(
      'nothing else was seen with its account, card, device, email, phone or address in 90 days',
    )
  })

  it('say what is left out', () => {
    const text = explainLinks({ ...ring, left_out: 3, is_partial: true })
    expect(text).toContain('hangs together with 5 other events')
    expect(text).toContain('3 events further away not shown')
    expect(text).toContain('numbers are lower bounds')
  })

  it('are drawn for Graphviz, hubs dashed and fraud filled', () => {
    const dot = linksAsDot(ring)
    expect(dot).toContain('e3 [label="phone 00ff00", shape=ellipse, style=dashed]')
    expect(dot).toContain('stolen_card", shape=box, style=filled]')
    expect(dot).toContain('this -- e1')
    expect(dot).not.toContain('\u001b')
  })
})
