import {
  customerActSchema,
  customerHistorySchema,
  customerQuestionSchema,
  customerSchema,
} from '../customer.ts'
import { SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

export const customerRoutes = {
  lookUpCustomer: {
    method: 'POST',
    path: '/v1/customers/lookup',
    tag: 'customers',
    summary: 'Say, before there is an order, whether a registered customer may order',
    scope: 'decide',
    body: customerQuestionSchema,
    bodyExample: { user_id: '4711', language: 'de' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'What is remembered of the customer.', schema: customerSchema } },
    errors: [],
  },
  actOnCustomer: {
    method: 'POST',
    path: '/v1/customers/acts',
    tag: 'customers',
    summary: 'Restore an inherited ranking; block, close or open an account',
    scope: 'review',
    body: customerActSchema,
    bodyExample: { user_id: '4711', act: 'restore', note: 'spoke to her: an expensive present' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'The customer as it stands now.', schema: customerSchema } },
    errors: ['not_found'],
  },
  readCustomerHistory: {
    method: 'POST',
    path: '/v1/customers/history',
    tag: 'customers',
    summary: 'Read what was done about a customer, by whom and why',
    scope: 'read',
    body: customerQuestionSchema,
    bodyExample: { user_id: '4711' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'What is stored.', schema: customerHistorySchema } },
    errors: [],
  },
} as const satisfies Record<string, Route>
