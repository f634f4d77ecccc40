import { expect, it } from 'vitest'
import { newId, timeOfId } from './new-id.ts'
import { firstIdOf } from './reading/id-bounds.ts'

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

it('an id is a UUID v7 with its time inside', () => {
  const id = newId(1_790_000_000_123)
  expect(id).toMatch(SHAPE)
  expect(timeOfId(id)).toBe(1_790_000_000_123)
  expect(id >= firstIdOf(1_790_000_000_123)).toBe(true)
  expect(id < firstIdOf(1_790_000_000_124)).toBe(true)
})

it('ids of one millisecond ascend and differ', () => {
  const ids = Array.from({ length: 1000 }, () => newId(1_790_000_000_500))
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})
