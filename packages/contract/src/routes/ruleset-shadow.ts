import { Type, type Static } from 'typebox'
import { OUTCOMES, RULES_MAX } from '../decision.ts'
import {
  amount,
  closed,
  count,
  currencyCode,
  flag,
  id,
  listOf,
  oneOf,
  text,
  time,
} from '../schema.ts'
import { SMALL_BODY_BYTES_MAX, type Route } from './route.ts'
import { rulesetName, rulesetStateSchema, rulesetVersionNumber } from './rulesets.ts'

const EXAMPLES_MAX = 20
const RUNS_MAX = 100

export const shadowRequestSchema = closed({ note: Type.Optional(text('Why.', 1000)) })
export type ShadowRequest = Static<typeof shadowRequestSchema>

export const reportQuery = {
  from: Type.Optional(time('Received at or after.')),
  to: Type.Optional(time('Received before.')),
}
export const reportQuerySchema = closed(reportQuery)
export type ReportQuery = Static<typeof reportQuerySchema>

const risk = (description: string) => Type.Number({ description, minimum: 0, maximum: 100 })

/** What a ruleset in shadow would have decided otherwise. */
export const shadowReportSchema = closed({
  name: rulesetName,
  version: rulesetVersionNumber,
  runs: listOf(
    closed({
      started_at: time('When it began.'),
      started_by: text('Who began it: the name of a key.', 128),
      ended_at: Type.Union([time('When it ended.'), Type.Null()]),
      ended_by: Type.Union([text('Who ended it.', 128), Type.Null()]),
      note: text('Why.', 1000),
    }),
    RUNS_MAX,
    'When the version was in shadow, newest first.',
  ),
  from: time('Decisions from here on were looked at.'),
  to: time('Decisions before this were looked at.'),
  complete: flag('`false`: the time limit came first; `from` says how far back it got.'),
  currency: currencyCode(),
  compared: count('Decisions that both made.'),
  changed: closed({
    decisions: count('Decisions whose outcome would have been another.'),
    amount: amount('What those orders are worth.'),
  }),
  outcomes: listOf(
    closed({
      live: oneOf(OUTCOMES, 'What the live ruleset said.'),
      shadow: oneOf(OUTCOMES, 'What the shadow said.'),
      decisions: count('How many.'),
      amount: amount('What they are worth.'),
      fraud: count('Of those, labelled as fraud so far.'),
      good: count('Of those, labelled as good so far.'),
    }),
    OUTCOMES.length ** 2,
    'Pairs of outcomes that came up, most frequent first.',
  ),
  rules: listOf(
    closed({
      id: id('The rule.'),
      only_live: count('Events that it hit in the live ruleset only.'),
      only_shadow: count('Events that it hit in the shadow only.'),
      otherwise: count('Events on which it differed without hitting on one side only.'),
    }),
    2 * RULES_MAX,
    'Rules that came out otherwise, most often first.',
  ),
  examples: listOf(
    closed({
      id: id('The decision.'),
      live: oneOf(OUTCOMES, 'What the live ruleset said.'),
      shadow: oneOf(OUTCOMES, 'What the shadow said.'),
      live_risk_score: risk('Of the live ruleset.'),
      shadow_risk_score: risk('Of the shadow.'),
      amount: amount('What the order is worth.'),
      rules: listOf(id('A rule.'), 2 * RULES_MAX, 'Rules that came out otherwise.'),
    }),
    EXAMPLES_MAX,
    'The newest decisions that changed.',
  ),
})
export type ShadowReport = Static<typeof shadowReportSchema>

const byVersion = closed({ name: rulesetName, version: rulesetVersionNumber })

export const rulesetShadowRoutes = {
  startShadow: {
    method: 'POST',
    path: '/v1/rulesets/{name}/versions/{version}/shadow',
    tag: 'rulesets',
    summary: 'Let a version decide every live event too, without answering; ends the one that does',
    scope: 'rules',
    params: byVersion,
    body: shadowRequestSchema,
    bodyExample: { note: 'milder on prepaid cards' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'It is in shadow.', schema: rulesetStateSchema } },
    errors: ['not_found', 'invalid_ruleset', 'version_conflict'],
  },
  endShadow: {
    method: 'DELETE',
    path: '/v1/rulesets/{name}/versions/{version}/shadow',
    tag: 'rulesets',
    summary: 'End the shadow of a version; what it recorded stays',
    scope: 'rules',
    params: byVersion,
    answers: { 204: { doc: 'It has ended.', schema: null } },
    errors: ['not_found'],
  },
  getShadow: {
    method: 'GET',
    path: '/v1/rulesets/{name}/versions/{version}/shadow',
    tag: 'rulesets',
    summary: 'What a version in shadow would have decided otherwise',
    scope: 'read',
    params: byVersion,
    query: reportQuerySchema,
    answers: { 200: { doc: 'The comparison.', schema: shadowReportSchema } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
