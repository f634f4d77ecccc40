import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_SHOP_SETTINGS, OUTCOMES, type Ruleset } from '@gatehouse/contract'
import { compileSignalPlan } from '@gatehouse/signals'
import { expect, it } from 'vitest'
import { isFlood, refuseUnconfirmed, type GuardParts } from './publish-guard.ts'

it.each([
  ['more than 5 % of the decisions', 1000, 40, 51, true],
  ['5 % exactly', 1000, 40, 50, false],
  ['more than 5 % as before, and not more', 1000, 80, 80, false],
  ['fewer than before, however many', 1000, 300, 200, false],
  ['more than three times as many', 1000, 5, 16, true],
  ['three times as many exactly', 1000, 6, 18, false],
  ['three times as many of next to none', 1000, 1, 8, false],
  ['some where there were none', 1000, 0, 10, true],
  ['of so few decisions that nothing is said', 49, 0, 49, false],
])('%s: %#', (_what, decisions, was, is, expected) => {
  expect(isFlood({ decisions, was, is }, DEFAULT_SHOP_SETTINGS)).toBe(expected)
})

it('goes by the limits of the shop', () => {
  const limits = { publish_declined_share: 0.5, publish_declined_times: 100 }
  expect(isFlood({ decisions: 1000, was: 10, is: 400 }, limits)).toBe(false)
  expect(isFlood({ decisions: 1000, was: 10, is: 501 }, limits)).toBe(true)
})

it('gives all checkpoints one time together, and asks when it is over', async () => {
  const document: Ruleset = {
    name: 'two',
    checkpoints: ['order', 'payment'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [],
  }
  const outcomes = OUTCOMES.map((outcome) => ({ outcome, decisions: 0 }))
  const side = { outcomes }
  // Each pass takes more than half of the time, and ends when it is told to.
  const run = async (_task: unknown, { signal }: { signal: AbortSignal }) => {
    await sleep(300, undefined, { signal }).catch(() => signal.throwIfAborted())
    return { decisions: 60, before: side, after: side, sampled: false }
  }
  const parts = {
    plan: compileSignalPlan(),
    windows: [],
    store: {
      shops: { find: async () => ({ settings: {} }) },
      lists: { all: async () => [] },
      reading: { search: async () => ({ records: Array.from({ length: 50 }) }) },
    },
    processes: { run },
    nowMs: () => 0,
    timeoutMs: 500,
  } as unknown as GuardParts
  await expect(refuseUnconfirmed('shop', document, parts)).rejects.toMatchObject({
    code: 'confirmation_needed',
    detail: expect.stringMatching(/at `payment` could not be found out in time/) as unknown,
  })
})
