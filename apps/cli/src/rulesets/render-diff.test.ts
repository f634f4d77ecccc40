import type { Ruleset } from '@gatehouse/contract'
import { diffRulesets } from '@gatehouse/gate'
import { expect, it } from 'vitest'
import { renderDiff } from './render-diff.ts'

type Cases = NonNullable<Ruleset['rules'][number]['tests']>

const rulesetOf = (tests: Cases): Ruleset => ({
  name: 'starter',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [{ id: 'dear', when: 'order.amount > 500.0', when_unknown: 'skip', weight: 10, tests }],
})
const caseOf = (name: string, amount: number): Cases[number] => ({
  name,
  signals: { 'order.amount': amount },
  expect: 'hit',
})

it('names the cases that are other, and spells none of them out', () => {
  const many = Array.from({ length: 5 }, (_, at) => caseOf(`new ${at + 1}`, 600))
  const before = rulesetOf([caseOf('dear', 600), caseOf('dearest', 9000), caseOf('gone', 700)])
  const after = rulesetOf([caseOf('dear', 601), caseOf('dearest', 9000), ...many])
  expect(renderDiff(diffRulesets(before, after), 'a', 'b')).toBe(
    [
      'a -> b: 0 entries added, 0 removed, 1 changed',
      '',
      '~ rule dear',
      '    tests: 5 added (new 1; new 2; new 3; 2 more), 1 removed (gone), 1 changed (dear)',
    ].join('\n'),
  )
})
