import { Type, type Static } from 'typebox'
import { rulesetStatisticsSchema } from '../ruleset-statistics.ts'
import { closed, time } from '../schema.ts'
import type { Route } from './route.ts'
import { rulesetName } from './rulesets.ts'

export const statisticsQuerySchema = closed({
  from: Type.Optional(time('Decisions received at or after; 90 days before `to` when absent.')),
  to: Type.Optional(time('Decisions received before; now when absent.')),
})
export type StatisticsQuery = Static<typeof statisticsQuerySchema>

export const rulesetStatisticsRoutes = {
  getRulesetStatistics: {
    method: 'GET',
    path: '/v1/rulesets/{name}/statistics',
    tag: 'rulesets',
    summary: 'What the rules of a ruleset did on live traffic: hits, precision, value, overlap',
    scope: 'read',
    params: closed({ name: rulesetName }),
    query: statisticsQuerySchema,
    answers: { 200: { doc: 'The statistics.', schema: rulesetStatisticsSchema } },
    errors: ['not_found', 'unavailable'],
  },
} as const satisfies Record<string, Route>
