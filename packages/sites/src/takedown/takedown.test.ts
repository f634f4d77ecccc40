import { TAKEDOWN_EVENTS, TAKEDOWN_STATES } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import {
  downAfterMs,
  draftTakedown,
  stepTakedown,
  type Takedown,
  type TakedownEvent,
} from './takedown.ts'

const DAY_MS = 86_400_000
const DRAFT = draftTakedown({
  id: 't1',
  kind: 'domain',
  key: 'fake.example',
  role: 'host',
  contact: 'abuse@host.example',
  createdAtMs: 0,
})

function walk(events: readonly (readonly [TakedownEvent, day: number])[], from = DRAFT): Takedown {
  return events.reduce<Takedown>((takedown, [event, day]) => {
    const next = stepTakedown(takedown, { event, atMs: day * DAY_MS, by: 'Ada', note: '' })
    if (next === undefined) throw new Error(`${event} cannot happen when ${takedown.state}`)
    return next
  }, from)
}

describe('a takedown', () => {
  it('runs from the draft to a site that is gone, with a clock at each step', () => {
    const sent = walk([['sent', 1]])
    expect(sent).toMatchObject({ state: 'sent', dueAtMs: 2 * DAY_MS, sent: 1 })
    const acknowledged = walk([['acknowledged', 1.5]], sent)
    expect(acknowledged).toMatchObject({ state: 'acknowledged', dueAtMs: 3.5 * DAY_MS })
    const down = walk([['seen_down', 2]], acknowledged)
    expect(down).toMatchObject({ state: 'down', dueAtMs: 3 * DAY_MS })
    expect(downAfterMs(down)).toBe(DAY_MS)
    expect(downAfterMs(acknowledged)).toBeNull()
  })

  it('is closed when the site stayed away for 30 days, and opened again when it comes back', () => {
    const down = walk([
      ['sent', 1],
      ['seen_down', 2],
      ['seen_down', 20],
    ])
    expect(down).toMatchObject({ state: 'down', dueAtMs: 21 * DAY_MS })
    expect(down.steps).toHaveLength(2)
    const closed = walk([['seen_down', 32]], down)
    expect(closed).toMatchObject({ state: 'closed', dueAtMs: null })
    const back = walk([['seen_up', 90]], closed)
    expect(back).toMatchObject({ state: 'resurfaced', resurfaced: 1, dueAtMs: 90 * DAY_MS })
    expect(walk([['sent', 91]], back)).toMatchObject({ state: 'sent', sent: 2 })
    const away = walk(
      [
        ['seen_down', 92],
        ['seen_up', 93],
      ],
      walk([['sent', 91]], back),
    )
    expect(away.resurfaced).toBe(2)
  })

  it('counts anew how long it stayed away after it came back', () => {
    const again = walk([
      ['sent', 1],
      ['seen_down', 2],
      ['seen_up', 20],
      ['sent', 21],
      ['seen_down', 25],
      ['seen_down', 40],
    ])
    expect(again.state).toBe('down')
  })

  it('goes on where it was refused: sent elsewhere, seen gone, or given up', () => {
    const refused = walk([
      ['sent', 1],
      ['refused', 2],
    ])
    expect(refused).toMatchObject({ state: 'refused', dueAtMs: 2 * DAY_MS })
    expect(walk([['sent', 3]], refused).state).toBe('sent')
    expect(walk([['seen_down', 3]], refused).state).toBe('down')
    expect(walk([['closed', 3]], refused)).toMatchObject({ state: 'closed', dueAtMs: null })
  })

  it('does not put the clock off by looking', () => {
    const sent = walk([
      ['sent', 1],
      ['seen_up', 1.9],
    ])
    expect(sent).toMatchObject({ state: 'sent', dueAtMs: 2 * DAY_MS })
    expect(sent.steps).toHaveLength(1)
  })

  it('knows for every state what can happen to it', () => {
    const open = TAKEDOWN_STATES.map((state) => [
      state,
      TAKEDOWN_EVENTS.filter((event) =>
        stepTakedown({ ...DRAFT, state }, { event, atMs: 1, by: '', note: '' }),
      ),
    ])
    expect(Object.fromEntries(open)).toEqual({
      drafted: ['sent', 'seen_down', 'seen_up', 'closed'],
      sent: ['sent', 'acknowledged', 'refused', 'seen_down', 'seen_up'],
      acknowledged: ['sent', 'refused', 'seen_down', 'seen_up'],
      refused: ['sent', 'seen_down', 'seen_up', 'closed'],
      down: ['seen_down', 'seen_up', 'closed'],
      resurfaced: ['sent', 'seen_down', 'seen_up'],
      closed: ['seen_up'],
    })
  })

  it('has an end of its steps', () => {
    let takedown: Takedown | undefined = DRAFT
    for (let at = 0; at < 300 && takedown !== undefined; at++) {
      takedown = stepTakedown(takedown, { event: 'sent', atMs: at, by: '', note: '' })
    }
    expect(takedown).toBeUndefined()
  })
})
