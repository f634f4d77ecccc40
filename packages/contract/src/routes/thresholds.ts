import { Type, type Static } from 'typebox'
import { costsSchema } from '../backtest.ts'
import { closed, time } from '../schema.ts'
import { thresholdAnswerSchema } from '../thresholds.ts'
import type { Route } from './route.ts'
import { rulesetName } from './rulesets.ts'

const share = (description: string) =>
  Type.Optional(Type.Number({ description, minimum: 0, maximum: 1 }))

export const thresholdsQuerySchema = closed({
  from: Type.Optional(time('Decisions received at or after; 180 days before `to` when absent.')),
  to: Type.Optional(time('Decisions received before; what is too young is left out anyway.')),
  maturity_days: Type.Optional(
    Type.Integer({
      description:
        'Days after which an order that nobody complained of is good; the shop’s `label_maturity_days` when absent.',
      minimum: 0,
      maximum: 365,
    }),
  ),
  fraud_share: share('Fraud among the orders that go on, at most; 0.005 when absent.'),
  review_share: share('Share of orders that people can look at; 1 when absent.'),
  ...costsSchema.properties,
})
export type ThresholdsQuery = Static<typeof thresholdsQuerySchema>

export const thresholdRoutes = {
  getThresholds: {
    method: 'GET',
    path: '/v1/rulesets/{name}/thresholds',
    tag: 'rulesets',
    summary:
      'Where the thresholds of a ruleset would have earned most, and the profit of every level',
    scope: 'read',
    params: closed({ name: rulesetName }),
    query: thresholdsQuerySchema,
    answers: {
      200: { doc: 'The curves, the best and what is gained.', schema: thresholdAnswerSchema },
    },
    errors: ['not_found', 'unavailable'],
  },
} as const satisfies Record<string, Route>
