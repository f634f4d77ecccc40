import { outagesQuerySchema, outagesSchema } from '../outage.ts'
import type { Route } from './route.ts'

export const outageRoutes = {
  getOutages: {
    method: 'GET',
    path: '/v1/outages',
    tag: 'decisions',
    summary: 'Add up what was decided while the database was away, and what it turned out to be',
    scope: 'read',
    query: outagesQuerySchema,
    answers: { 200: { doc: 'By outage, and in all.', schema: outagesSchema } },
    errors: [],
  },
} as const satisfies Record<string, Route>
