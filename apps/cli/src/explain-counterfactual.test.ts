import type { CounterfactualAnswer } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { explainCounterfactual } from './explain-counterfactual.ts'

const answer: CounterfactualAnswer = {
  id: '01957f3e-7a00-7000-8000-000000000001',
  outcome: 'review',
  ruleset: 'starter@3',
  reproduced: true,
  by_model: false,
  milder: {
    outcome: 'approve',
    risk_score: 48,
    is_smallest: true,
    changes: [
      { signal: 'ip.distance_to_billing_mi', from: 61.25, relation: 'at_most', to: 50 },
      { signal: 'card.cvv', from: { unknown: 'not_sent' }, relation: 'is', to: 'match' },
    ],
  },
  stricter: {
    outcome: 'decline',
    risk_score: 75,
    is_smallest: false,
    changes: [{ signal: 'email.domain', from: 'a.example', relation: 'is_not', to: 'a.example' }],
  },
}

it('says in words what would have had to be another', () => {
  expect(explainCounterfactual(answer)).toMatchInlineSnapshot(`
    "what would have changed it

      approve, risk 48, if
        ip.distance_to_billing_mi were at most 50 (was 61.25)
        card.cvv were match (was unknown: not_sent)

      decline, risk 75, if
        email.domain were not a.example (was a.example)
        (maybe less would have done)"
  `)
})

it('says when it speaks of what is known today', () => {
  expect(explainCounterfactual({ ...answer, reproduced: false })).toContain('known today')
})

it('says that nothing was found', () => {
  const text = explainCounterfactual({ ...answer, milder: null, stricter: null })
  expect(text).toBe('what would have changed it: nothing that a few other values could do')
})

it('says that a model was not searched', () => {
  const byModel = { ...answer, by_model: true, milder: null, stricter: null }
  expect(explainCounterfactual(byModel)).toMatchInlineSnapshot(`
    "what would have changed it: nothing that a few other values could do

      (the model made the score: only values at which a rule turns were tried on it)"
  `)
})
