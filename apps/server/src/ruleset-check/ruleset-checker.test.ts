import type { Ruleset } from '@gatehouse/contract'
import { compileSignalPlan, defaultWindows } from '@gatehouse/signals'
import { afterAll, expect, it, vi } from 'vitest'
import { catalogueOf } from '../ruleset-examine.ts'
import { openRulesetChecker } from './ruleset-checker.ts'

/** A thread that runs from source takes its time to start on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

const catalogue = catalogueOf(compileSignalPlan(), defaultWindows, [], [])
const checker = openRulesetChecker()
afterAll(() => checker.close())

function rulesetOf(...conditions: string[]): Ruleset {
  return {
    name: 'checked',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: conditions.map((when, at) => ({
      id: `rule-${at}`,
      when,
      when_unknown: 'skip',
      weight: 1,
    })),
  }
}

it('says what a ruleset reads, and what is wrong with it', async () => {
  const good = await checker.check('shop', rulesetOf('order.amount > 1.0'), catalogue)
  expect(good).toEqual({ issues: [], passed: 0, failed: [], reads: ['order.amount'] })
  const faulty = await checker.check('shop', rulesetOf('order.amont > 1.0'), catalogue)
  expect(faulty.issues).toMatchObject([{ code: 'unknown_name', rule: 'rule-0' }])
})

it('gives up what is not done in time, and names the rule that it was at', async () => {
  const hasty = openRulesetChecker({ deadlineMs: 1 })
  const sum = Array.from({ length: 50 }, (_, term) => `order.amount * ${term}.5`).join(' + ')
  const long = Array.from({ length: 500 }, (_, rule) => `${sum} > ${rule}.0`)
  const asked = hasty.check('shop', rulesetOf(...long), catalogue)
  await expect(asked).rejects.toMatchObject({
    code: 'invalid_ruleset',
    detail: expect.stringMatching(/took more than 0.001 s, and it was at `rule-\d+`/) as unknown,
    issues: [{ pointer: expect.stringMatching(/^\/rules\/\d+$/) as unknown }],
  })
  hasty.close()
})

it('blames no ruleset for a thread that takes long to start', async () => {
  const crowded = openRulesetChecker({ startMs: 1 })
  const asked = crowded.check('shop', rulesetOf('order.amount > 1.0'), catalogue)
  await expect(asked).rejects.toMatchObject({ code: 'unavailable' })
  crowded.close()
})

it('refuses more than a shop may have waiting, and not those of another', async () => {
  const ruleset = rulesetOf('order.amount > 1.0')
  const asked = Array.from({ length: 40 }, () => checker.check('busy', ruleset, catalogue))
  const other = checker.check('other', ruleset, catalogue)
  const done = await Promise.allSettled(asked)
  const refused = done.filter(({ status }) => status === 'rejected')
  // Two work, eight wait.
  expect(refused).toHaveLength(30)
  for (const each of refused) expect(each).toMatchObject({ reason: { code: 'too_many_requests' } })
  expect((await other).issues).toEqual([])
})
