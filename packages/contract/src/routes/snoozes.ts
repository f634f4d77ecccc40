import { closed, id } from '../schema.ts'
import { snoozeDraftSchema, snoozeSchema } from '../snooze.ts'
import { pageOf, pageQuery, SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

export const snoozeRoutes = {
  listSnoozes: {
    method: 'GET',
    path: '/v1/snoozes',
    tag: 'rulesets',
    summary: 'Rules that are switched off for single entities, newest first',
    scope: 'read',
    query: closed(pageQuery),
    answers: { 200: { doc: 'A page of snoozes that are not over.', schema: pageOf(snoozeSchema) } },
    errors: [],
  },
  createSnooze: {
    method: 'POST',
    path: '/v1/snoozes',
    tag: 'rulesets',
    summary: 'Switch a rule off for one entity, for a time',
    scope: 'rules',
    body: snoozeDraftSchema,
    bodyExample: {
      rule: 'ip-within-25-miles',
      entity: 'account',
      value: '4711',
      until: '2026-06-01T00:00:00Z',
      why: 'travels for work, spoke to her on 3 March',
    },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 201: { doc: 'The snooze.', schema: snoozeSchema } },
    errors: [],
  },
  deleteSnooze: {
    method: 'DELETE',
    path: '/v1/snoozes/{snooze_id}',
    tag: 'rulesets',
    summary: 'Switch the rule on again',
    scope: 'rules',
    params: closed({ snooze_id: id('Id of the snooze.') }),
    answers: { 204: { doc: 'Gone.', schema: null } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
