import { closed, id } from '../schema.ts'
import {
  takedownDraftSchema,
  takedownReportRequestSchema,
  takedownReportSchema,
  takedownSchema,
  takedownsQuerySchema,
  takedownStepSchema,
} from '../takedown.ts'
import { pageOf, SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

const byId = closed({ takedown_id: id('Id of the takedown.') })

export const takedownRoutes = {
  listTakedowns: {
    method: 'GET',
    path: '/v1/takedowns',
    tag: 'links',
    summary: 'Requests to take sites off the net, newest first',
    scope: 'review',
    query: takedownsQuerySchema,
    answers: { 200: { doc: 'A page of takedowns.', schema: pageOf(takedownSchema) } },
    errors: [],
  },
  createTakedown: {
    method: 'POST',
    path: '/v1/takedowns',
    tag: 'links',
    summary: 'Draft a request to a host, a registrar, a content network or a browser',
    scope: 'review',
    body: takedownDraftSchema,
    bodyExample: {
      kind: 'domain',
      key: 'fake-energy.example',
      role: 'host',
      contact: 'abuse@host.example',
    },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 201: { doc: 'The draft.', schema: takedownSchema } },
    errors: ['not_found'],
  },
  stepTakedown: {
    method: 'POST',
    path: '/v1/takedowns/{takedown_id}/steps',
    tag: 'links',
    summary: 'Say what happened: it was sent, answered, refused; the site is gone, or back',
    scope: 'review',
    params: byId,
    body: takedownStepSchema,
    bodyExample: { event: 'sent', note: 'by mail' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'The takedown.', schema: takedownSchema } },
    errors: ['not_found', 'version_conflict'],
  },
  submitTakedown: {
    method: 'POST',
    path: '/v1/takedowns/{takedown_id}/submission',
    tag: 'links',
    summary:
      'Tell the list of a browser, where the operator has set one up: the address leaves the machine',
    scope: 'review',
    params: byId,
    answers: { 200: { doc: 'It is sent.', schema: takedownSchema } },
    errors: ['not_found', 'version_conflict', 'not_configured'],
  },
  writeTakedownReport: {
    method: 'POST',
    path: '/v1/takedowns/{takedown_id}/report',
    tag: 'links',
    summary: 'The mail and the XARF report to send; nothing is sent, and nothing is kept',
    scope: 'review',
    params: byId,
    body: takedownReportRequestSchema,
    bodyExample: {
      organisation: 'Example Shop',
      domain: 'shop.example',
      email: 'abuse-desk@shop.example',
    },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'What to send.', schema: takedownReportSchema } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
