import { Type, type Static } from 'typebox'
import { actionReportSchema } from '../after-decision.ts'
import { counterfactualSchema } from '../counterfactual.ts'
import { decisionSchema, OUTCOMES } from '../decision.ts'
import { CHECKPOINTS } from '../event/event-types.ts'
import { EVENT_SCHEMAS } from '../event/any-event.ts'
import { exampleDecision, exampleFacts, exampleFactsRequest, exampleOrder } from '../examples.ts'
import { factsAnswerSchema, factsRequestSchema } from '../facts.ts'
import { orderLinksSchema } from '../order-links.ts'
import { LABEL_NAMES, LABEL_SOURCES } from '../label.ts'
import { closed, flag, id, listOf, oneOf, text, time } from '../schema.ts'
import { EVENT_BYTES_MAX, pageOf, pageQuery, SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

/** The kinds of event that have a checkpoint. */
export const DECIDED_KINDS = ['order', 'payment', 'return', 'account', 'seller'] as const

export const decisionRequestSchema = Type.Union(
  DECIDED_KINDS.map((kind) => EVENT_SCHEMAS[kind]),
  { description: 'An event at a checkpoint; `purchase` when `event.type` is absent.' },
)

/** Events and labels that one decision is shown with. */
const RELATED_MAX = 200

/** A stored decision: the body that was answered, and beside it what it was made from. */
export const decisionRecordSchema = closed({
  ...decisionSchema.properties,
  event: Type.Union([
    Type.Object({}, { additionalProperties: true, description: 'The event as it is kept.' }),
    Type.Null({ description: 'Erased.' }),
  ]),
  received_at: time('When the event arrived.'),
  labels: listOf(
    closed({
      label: oneOf(LABEL_NAMES, 'What the event turned out to be.'),
      source: oneOf(LABEL_SOURCES, 'Who says so.'),
      time: time('When it became known.'),
      notes: text('What else was said.', 2000),
    }),
    RELATED_MAX,
    'Labels on the event, oldest first.',
  ),
  action_reports: listOf(
    actionReportSchema,
    RELATED_MAX,
    'What the shop said of the actions that this decision asked for.',
  ),
  superseded_by: Type.Union([
    id('The newest decision about the same order, where it is another one.'),
    Type.Null(),
  ]),
})
export type DecisionRecord = Static<typeof decisionRecordSchema>

export const decisionSearchSchema = closed({
  ...pageQuery,
  from: Type.Optional(time('Received at or after.')),
  to: Type.Optional(time('Received before.')),
  outcome: Type.Optional(oneOf(OUTCOMES, 'The outcome.')),
  checkpoint: Type.Optional(oneOf(CHECKPOINTS, 'The checkpoint.')),
  event_id: Type.Optional(id('The event.')),
  transaction_id: Type.Optional(id('The order or payment.')),
  min_risk_score: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  max_risk_score: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  degraded: Type.Optional(flag('Decided while the database was away.')),
})
export type DecisionSearch = Static<typeof decisionSearchSchema>

/** A row of a search. */
export const decisionSummarySchema = closed({
  id: id('Id of the decision.'),
  event_id: id('Id of the event.'),
  transaction_id: Type.Union([id('The order or payment.'), Type.Null()]),
  checkpoint: oneOf(CHECKPOINTS, 'The checkpoint.'),
  outcome: oneOf(OUTCOMES, 'The outcome.'),
  risk_score: Type.Number({ minimum: 0, maximum: 100 }),
  trust_score: Type.Number({ minimum: 0, maximum: 100 }),
  degraded: flag('Decided while the database was away.'),
  ruleset: text('Ruleset, as `name@number`.'),
  received_at: time('When the event arrived.'),
})
export type DecisionSummary = Static<typeof decisionSummarySchema>
export const decisionPageSchema = pageOf(decisionSummarySchema)
export type DecisionPage = Static<typeof decisionPageSchema>

export const decisionRoutes = {
  postFacts: {
    method: 'POST',
    path: '/v1/facts',
    tag: 'decisions',
    summary: 'Distances, top-level facts and base ranking for an IP and addresses; nothing stored',
    scope: 'decide',
    body: factsRequestSchema,
    bodyExample: exampleFactsRequest,
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'The facts.', schema: factsAnswerSchema, example: exampleFacts } },
    errors: ['shop_not_allowed'],
  },
  postDecision: {
    method: 'POST',
    path: '/v1/decisions',
    tag: 'decisions',
    summary: 'Decide an event; answered after it is durable',
    scope: 'decide',
    body: decisionRequestSchema,
    bodyExample: exampleOrder,
    eventKinds: DECIDED_KINDS,
    bodyBytesMax: EVENT_BYTES_MAX,
    idempotent: true,
    answers: { 200: { doc: 'The decision.', schema: decisionSchema, example: exampleDecision } },
    errors: ['shop_not_allowed', 'unknown_event_type', 'not_decidable', 'invalid_money'],
  },
  getDecision: {
    method: 'GET',
    path: '/v1/decisions/{id}',
    tag: 'decisions',
    summary: 'A stored decision with its event and labels',
    scope: 'read',
    params: closed({ id: id('Id of the decision.') }),
    answers: { 200: { doc: 'The decision.', schema: decisionRecordSchema } },
    errors: ['not_found'],
  },
  explainOutcome: {
    method: 'GET',
    path: '/v1/decisions/{id}/counterfactual',
    tag: 'decisions',
    summary: 'The smallest change of an event that would have changed what was decided about it',
    scope: 'read',
    params: closed({ id: id('Id of the decision.') }),
    answers: { 200: { doc: 'What would have changed it.', schema: counterfactualSchema } },
    errors: ['not_found', 'invalid_ruleset'],
  },
  getOrderLinks: {
    method: 'GET',
    path: '/v1/decisions/{id}/links',
    tag: 'decisions',
    summary:
      'What hangs together with an order, as a graph: entities, events, and why each belongs',
    scope: 'read',
    params: closed({ id: id('Id of the decision.') }),
    answers: { 200: { doc: 'The cluster around it.', schema: orderLinksSchema } },
    errors: ['not_found'],
  },
  rescoreDecision: {
    method: 'POST',
    path: '/v1/decisions/{id}/rescore',
    tag: 'decisions',
    summary: 'Decide an open, unshipped order again, with what has become known since',
    scope: 'decide',
    params: closed({ id: id('Id of any decision about the order.') }),
    idempotent: true,
    answers: {
      201: { doc: 'The new decision, linked to the first.', schema: decisionSchema },
    },
    errors: ['not_found', 'order_closed'],
  },
  searchDecisions: {
    method: 'GET',
    path: '/v1/decisions',
    tag: 'decisions',
    summary: 'Search decisions, newest first',
    scope: 'read',
    query: decisionSearchSchema,
    answers: { 200: { doc: 'A page of decisions.', schema: decisionPageSchema } },
    errors: [],
  },
} as const satisfies Record<string, Route>
