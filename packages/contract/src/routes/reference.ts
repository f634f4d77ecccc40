import { exampleReferenceStatus } from '../examples.ts'
import { referenceStatusSchema } from '../reference-status.ts'
import type { Route } from './route.ts'

const status = { schema: referenceStatusSchema, example: exampleReferenceStatus }

export const referenceRoutes = {
  getReference: {
    method: 'GET',
    path: '/v1/reference',
    tag: 'system',
    summary: 'The reference data in use, its licences, and files that were refused',
    scope: 'read',
    answers: { 200: { doc: 'What is in use.', ...status } },
    errors: [],
  },
  reloadReference: {
    method: 'POST',
    path: '/v1/reference/reload',
    tag: 'system',
    summary: 'Read the operator’s feeds and databases again; the bootstrap key only',
    scope: 'admin',
    answers: { 200: { doc: 'What is in use now, and what was refused.', ...status } },
    errors: [],
  },
} as const satisfies Record<string, Route>
