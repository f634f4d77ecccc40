import { expect, it } from 'vitest'
import { createReceivers } from './receivers.ts'

it('sends one receiver twelve things at a time, whatever the others do', () => {
  const receivers = createReceivers()
  const waits = Array.from({ length: 13 }, () => receivers.begin('slow', 0))
  expect(waits).toEqual([...Array.from({ length: 12 }, () => 0), 250])
  expect(receivers.begin('other', 0)).toBe(0)
  receivers.end('slow', true, 0)
  expect(receivers.begin('slow', 0)).toBe(0)
})

it('leaves one alone that fails again and again, for at most five minutes', () => {
  const receivers = createReceivers()
  const rests: number[] = []
  let nowMs = 0
  for (let time = 0; time < 40; time++) {
    const restMs = receivers.begin('away', nowMs)
    if (restMs === 0) receivers.end('away', false, nowMs)
    else rests.push(restMs)
    nowMs += restMs
  }
  expect(rests.slice(0, 3)).toEqual([1000, 2000, 4000])
  expect(rests.at(-1)).toBe(300_000)
})
