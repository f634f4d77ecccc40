import {
  appealDecisionSchema,
  appealDraftSchema,
  appealSchema,
  appealsQuerySchema,
  staffAppealSchema,
} from '../blocklist.ts'
import { closed, id } from '../schema.ts'
import { pageOf, SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

/** A person needs one; a program that makes them is not one. */
const APPEALS_PER_MINUTE = 3
const byId = closed({ appeal_id: id('Id of the appeal.') })

export const appealRoutes = {
  appeal: {
    method: 'POST',
    path: '/v1/appeals',
    tag: 'links',
    summary: 'Say that an entry of the blocklist is wrong; no key is needed',
    scope: null,
    perMinute: APPEALS_PER_MINUTE,
    body: appealDraftSchema,
    bodyExample: { kind: 'domain', key: 'shoes.example', statement: 'We sell shoes since 2010.' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 201: { doc: 'The appeal; keep its id.', schema: appealSchema } },
    errors: ['not_found', 'already_exists'],
  },
  getAppeal: {
    method: 'GET',
    path: '/v1/appeals/{appeal_id}',
    tag: 'links',
    summary: 'What became of an appeal, for whoever has its id',
    scope: null,
    perMinute: 60,
    params: byId,
    answers: { 200: { doc: 'The appeal.', schema: appealSchema } },
    errors: ['not_found'],
  },
  listAppeals: {
    method: 'GET',
    path: '/v1/appeals',
    tag: 'links',
    summary: 'Appeals with their clocks, newest first',
    scope: 'review',
    query: appealsQuerySchema,
    answers: { 200: { doc: 'A page of appeals.', schema: pageOf(staffAppealSchema) } },
    errors: [],
  },
  decideAppeal: {
    method: 'POST',
    path: '/v1/appeals/{appeal_id}/decision',
    tag: 'links',
    summary: 'Answer an appeal; an entry whose appeal is upheld leaves the list at once',
    scope: 'review',
    params: byId,
    body: appealDecisionSchema,
    bodyExample: {
      state: 'upheld',
      answer: 'You are right: the shop is yours. It is off the list.',
    },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'The appeal.', schema: staffAppealSchema } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
