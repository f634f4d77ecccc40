import { backtestRequestSchema, backtestSchema, backtestSummarySchema } from '../backtest.ts'
import { exampleRuleset } from '../examples.ts'
import { closed, id } from '../schema.ts'
import { pageOf, pageQuery, RULESET_BYTES_MAX, type Route } from './route.ts'

const byId = closed({ backtest_id: id('Id of the backtest.') })

export const backtestRoutes = {
  startBacktest: {
    method: 'POST',
    path: '/v1/backtests',
    tag: 'rulesets',
    summary: 'Make stored decisions again by another ruleset; runs in the background',
    scope: 'rules',
    body: backtestRequestSchema,
    bodyExample: { ruleset: exampleRuleset, from: '2026-01-01T00:00:00Z' },
    bodyBytesMax: RULESET_BYTES_MAX,
    answers: { 202: { doc: 'It will run; ask for it by its id.', schema: backtestSchema } },
    errors: ['not_found', 'invalid_ruleset'],
  },
  listBacktests: {
    method: 'GET',
    path: '/v1/backtests',
    tag: 'rulesets',
    summary: 'The latest backtests of the shop, newest first',
    scope: 'read',
    query: closed(pageQuery),
    answers: { 200: { doc: 'A page of backtests.', schema: pageOf(backtestSummarySchema) } },
    errors: [],
  },
  getBacktest: {
    method: 'GET',
    path: '/v1/backtests/{backtest_id}',
    tag: 'rulesets',
    summary: 'A backtest: how far it is, and its result',
    scope: 'read',
    params: byId,
    answers: { 200: { doc: 'The backtest.', schema: backtestSchema } },
    errors: ['not_found'],
  },
  deleteBacktest: {
    method: 'DELETE',
    path: '/v1/backtests/{backtest_id}',
    tag: 'rulesets',
    summary: 'Stop a backtest and forget it',
    scope: 'rules',
    params: byId,
    answers: { 204: { doc: 'Gone.', schema: null } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
