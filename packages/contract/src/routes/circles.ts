import { Type, type Static } from 'typebox'
import { CIRCLE_MEMBERS_MAX, circleName, signedCirclePageSchema } from '../circle.ts'
import { LISTS_MAX } from '../list.ts'
import { closed, count, flag, id, listOf, text } from '../schema.ts'
import type { Route } from './route.ts'

const CIRCLES_MAX = 1000

export const shopCirclesSchema = closed({
  items: listOf(
    closed({
      name: circleName,
      member: id('Pseudonym of the shop in it.'),
      lists: listOf(text('A deny list whose items are told.', 64), LISTS_MAX, 'What is told.'),
      shares_labels: flag('Whether orders that were labelled as fraud are told of.'),
      shares_history: flag(
        'Whether what became of its orders is counted for the others, and theirs for it.',
      ),
      members: count('How many shops are in it, this one included.', CIRCLE_MEMBERS_MAX),
    }),
    CIRCLES_MAX,
    'The circles that the shop takes part in.',
  ),
})
export type ShopCircles = Static<typeof shopCirclesSchema>

export const circleRoutes = {
  listCircles: {
    method: 'GET',
    path: '/v1/circles',
    tag: 'lists',
    summary: 'The sharing circles that the shop takes part in',
    scope: 'read',
    answers: { 200: { doc: 'The circles.', schema: shopCirclesSchema } },
    errors: [],
  },
  getCircleFeed: {
    method: 'GET',
    path: '/v1/circles/{name}/feed',
    tag: 'lists',
    summary: 'What the shop tells a sharing circle, signed, page by page',
    scope: 'circle',
    params: closed({ name: circleName }),
    query: closed({
      cursor: Type.Optional(
        Type.String({
          description: '`to` of the page before; from the beginning when absent.',
          pattern: '^[0-9]{1,15}$',
          maxLength: 15,
        }),
      ),
    }),
    answers: {
      200: {
        doc: 'The items that changed after the cursor: tokens, no values.',
        schema: signedCirclePageSchema,
      },
    },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
