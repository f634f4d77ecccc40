import { Type, type Static } from 'typebox'
import { closed, flag, listOf, text } from '../schema.ts'
import type { Route } from './route.ts'

const PARTS_MAX = 50

export const healthSchema = closed({
  status: Type.Enum(['ok', 'degraded', 'unavailable'], { type: 'string' }),
  parts: listOf(
    closed({
      name: text('The part: `database`, `reference` ...', 64),
      ok: flag('It works.'),
      detail: text('What is wrong and what to do; empty when nothing is.', 500),
    }),
    PARTS_MAX,
    'What the server needs.',
  ),
})
export type Health = Static<typeof healthSchema>

export const systemRoutes = {
  livez: {
    method: 'GET',
    path: '/livez',
    tag: 'system',
    summary: 'The process runs',
    scope: null,
    answers: { 200: { doc: 'It does.', schema: healthSchema } },
    errors: [],
  },
  readyz: {
    method: 'GET',
    path: '/readyz',
    tag: 'system',
    summary: 'The process can decide',
    scope: null,
    answers: {
      200: {
        doc: 'It can. `degraded`: something is missing that it does without, as the database.',
        schema: healthSchema,
      },
      503: { doc: 'It cannot, or should get no traffic.', schema: healthSchema },
    },
    errors: [],
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    tag: 'system',
    summary: 'Measurements in the Prometheus text format',
    scope: 'metrics',
    answers: {
      200: {
        doc: 'The measurements.',
        schema: Type.String({ maxLength: 4_194_304 }),
        contentType: 'text/plain',
      },
    },
    errors: [],
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    tag: 'system',
    summary: 'This document',
    scope: null,
    answers: {
      200: {
        doc: 'An OpenAPI 3.1 document.',
        schema: Type.Object({}, { additionalProperties: true }),
      },
    },
    errors: [],
  },
} as const satisfies Record<string, Route>
