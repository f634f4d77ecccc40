import type { Action, Mode, Outcome } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { previousOf, rescoredActions, type Previous } from './rescored-actions.ts'

const kinds = (
  outcome: Outcome,
  asked: Action[],
  previous?: Pick<Previous, 'outcome' | 'actions'>,
) => {
  const before = previous === undefined ? undefined : { ...previous, isCaptured: false }
  return rescoredActions(asked, outcome, before).map(({ kind }) => kind)
}
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

const made = (would_be_outcome: Outcome, ...kinds: Action['kind'][]) => ({
  mode: 'enforce' as Mode,
  would_be_outcome,
  actions: kinds.map((kind) => ({ kind })),
})

it('nothing is asked for again by a third decision that the second had left out', () => {
  const chain = [made('approve'), made('approve', 'capture')]
  expect(previousOf(chain)).toEqual({
    outcome: 'approve',
    actions: [capture],
    isCaptured: true,
  })
  expect(rescoredActions([capture], 'approve', previousOf(chain))).toEqual([])
})

it('a payment that was captured is not captured again when a hold is released', () => {
  const chain = [made('review', 'hold', 'open_case'), made('approve', 'capture')]
  const kindsOf = (asked: Action[], outcome: Outcome, of = chain) =>
    rescoredActions(asked, outcome, previousOf(of)).map(({ kind }) => kind)
  expect(kindsOf([capture], 'approve')).toEqual(['release'])
  // What was asked for under another outcome is asked for again.
  expect(kindsOf([{ kind: 'cancel' }], 'decline')).toEqual(['stop_shipment', 'cancel'])
  const takenBack = [made('decline', 'stop_shipment', 'void'), ...chain]
  expect(kindsOf([capture], 'approve', takenBack)).toEqual(['release', 'capture'])
})

it('a payment that the shop took while it was only observed is not captured by us', () => {
  const observed = { ...made('approve'), mode: 'observe' as const }
  expect(rescoredActions([capture], 'approve', previousOf([observed]))).toEqual([])
  const chain = [made('decline', 'stop_shipment', 'void'), observed]
  const again = rescoredActions([capture], 'approve', previousOf(chain))
  expect(again.map(({ kind }) => kind)).toEqual(['release', 'capture'])
})
