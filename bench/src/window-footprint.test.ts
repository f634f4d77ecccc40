import { expect, it } from 'vitest'
import { windowFootprint } from './window-footprint.ts'

/** `npm run bench -- windows` measures a million; of fewer the tables are the larger part. */
const EVENTS = 100_000
const EVENT_BYTES_MAX = 240
const ENTITY_BYTES_MAX = 24

it('an order costs at most 240 bytes of window memory, however many new entities it brings', () => {
  const { mbPerMillionEvents, mbPerMillionEntities, entities } = windowFootprint(EVENTS, 1)
  expect(entities).toBe(10 * EVENTS)
  expect(mbPerMillionEvents).toBeLessThanOrEqual(EVENT_BYTES_MAX)
  expect(mbPerMillionEvents).toBeGreaterThan(50)
  expect(mbPerMillionEntities).toBeLessThanOrEqual(ENTITY_BYTES_MAX)
})
