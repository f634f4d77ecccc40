import type { Action, Outcome } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { rescoredActions } from './rescored-actions.ts'

const kinds = (
  outcome: Outcome,
  asked: Action[],
  previous?: { outcome: Outcome; actions: readonly Action[] },
) => rescoredActions(asked, outcome, previous).map(({ kind }) => kind)
const capture: Action = { kind: 'capture' }

it('the first decision asks for what the ruleset says', () => {
  expect(kinds('approve', [capture])).toEqual(['capture'])
})

it('a stricter decline stops the shipment, anything else that is stricter holds it', () => {
  const previous = { outcome: 'approve', actions: [capture] } as const
  expect(kinds('decline', [{ kind: 'void' }], previous)).toEqual(['stop_shipment', 'void'])
  expect(kinds('review', [{ kind: 'open_case' }], previous)).toEqual(['hold', 'open_case'])
  expect(kinds('challenge', [], previous)).toEqual(['hold'])
  expect(kinds('review', [{ kind: 'hold' }], previous)).toEqual(['hold'])
})

it('a milder outcome releases what was held', () => {
  const previous = { outcome: 'review', actions: [{ kind: 'hold' }] } as const
  expect(kinds('approve', [capture], previous)).toEqual(['release', 'capture'])
})

it('the same outcome takes no money twice', () => {
  const previous = { outcome: 'approve', actions: [capture] } as const
  const notify: Action = { kind: 'notify', target: 'risk' }
  expect(kinds('approve', [capture, notify], previous)).toEqual(['notify'])
  expect(kinds('approve', [notify], { outcome: 'approve', actions: [{ kind: 'notify' }] })).toEqual(
    ['notify'],
  )
})
