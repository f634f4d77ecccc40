import { auditEntrySchema, auditQuerySchema } from '../audit.ts'
import { pageOf, type Route } from './route.ts'

export const auditRoutes = {
  searchAudit: {
    method: 'GET',
    path: '/v1/audit',
    tag: 'shops',
    summary:
      'Who changed settings, rulesets, lists, keys, models, snoozes and webhooks, newest first',
    scope: 'admin',
    query: auditQuerySchema,
    answers: { 200: { doc: 'A page of entries.', schema: pageOf(auditEntrySchema) } },
    errors: [],
  },
} as const satisfies Record<string, Route>
