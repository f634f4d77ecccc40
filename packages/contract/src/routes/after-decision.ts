import {
  actionReportDraftSchema,
  actionReportSchema,
  overrideRequestSchema,
} from '../after-decision.ts'
import { ACTIONS, decisionSchema } from '../decision.ts'
import { closed, id, oneOf } from '../schema.ts'
import { SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

export const afterDecisionRoutes = {
  overrideDecision: {
    method: 'POST',
    path: '/v1/decisions/{id}/override',
    tag: 'decisions',
    summary: 'Let an open order go on that was stopped, or stop one, as a person',
    scope: 'review',
    params: closed({ id: id('Id of any decision about the order.') }),
    body: overrideRequestSchema,
    bodyExample: { outcome: 'approve', why: 'called back on the number of an earlier order' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    idempotent: true,
    answers: { 201: { doc: 'The new decision, linked to the first.', schema: decisionSchema } },
    errors: ['not_found', 'order_closed'],
  },
  reportAction: {
    method: 'POST',
    path: '/v1/decisions/{id}/actions/{kind}',
    tag: 'decisions',
    summary: 'Say what became of an action that the decision asked for; the last word counts',
    scope: 'record',
    params: closed({
      id: id('Id of the decision that asked for it.'),
      kind: oneOf(ACTIONS, 'The action.'),
    }),
    body: actionReportDraftSchema,
    bodyExample: { state: 'done' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'As it is kept.', schema: actionReportSchema } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
