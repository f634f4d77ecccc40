import { Type, type Static } from 'typebox'
import { MODES, decisionReasonSchema } from './decision.ts'
import { closed, id, oneOf, text, time } from './schema.ts'

const NOTE_LENGTH_MAX = 1000

export const ACCOUNT_STANDINGS = ['open', 'blocked', 'closed'] as const
export type AccountStanding = (typeof ACCOUNT_STANDINGS)[number]

const userId = Type.String({
  description:
    '`account.user_id` of the customer, as in events. Compared by a keyed token: it is not kept.',
  minLength: 1,
  maxLength: 255,
  'x-card-scan': 'exempt',
  'x-personal': 'id',
})

/** Asks what is remembered of a registered customer. In a body: ids have no place in addresses. */
export const customerQuestionSchema = closed({
  user_id: userId,
  language: Type.Optional(
    Type.String({
      description: 'Language of the message, a BCP 47 tag; English when absent.',
      pattern: '^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$',
      maxLength: 35,
    }),
  ),
})
export type CustomerQuestion = Static<typeof customerQuestionSchema>

export const customerSchema = closed({
  standing: oneOf(ACCOUNT_STANDINGS, 'What decisions, or people, made of the account.'),
  inherited_trust: Type.Union([
    Type.Number({
      description: 'Trust score that the newest order left, 0 (worst) to 100.',
      minimum: 0,
      maximum: 100,
    }),
    Type.Null({ description: 'No order of this customer left one.' }),
  ]),
  is_restored: Type.Boolean({
    description: 'A person restored the ranking: it does not count against the customer.',
  }),
  mode: oneOf(MODES, 'While the rules only observe, everybody may order.'),
  may_order: Type.Boolean({
    description:
      'Whether an order would not be refused for what is remembered alone. What else is in an order may still speak against it.',
  }),
  would_be_refused: Type.Boolean({
    description:
      'The rules would refuse the order; the same as not `may_order` unless they observe.',
  }),
  reasons: Type.Array(decisionReasonSchema, {
    description: 'Rules that refuse the order, for analysts.',
    maxItems: 200,
  }),
  message: text(
    'For the shopper, who may read it: says nothing of signals. Empty: may order.',
    2000,
  ),
})
export type Customer = Static<typeof customerSchema>

export const CUSTOMER_ACTS = ['restore', 'block', 'close', 'open'] as const

/** What a person does about a customer. */
export const customerActSchema = closed({
  user_id: userId,
  act: oneOf(
    CUSTOMER_ACTS,
    '`restore` lets the inherited ranking no longer count; `block` and `close` refuse further orders, where rules ask for `customer.standing`; `open` lifts that.',
  ),
  note: Type.String({
    description: 'Why, for colleagues: kept in the clear, so name nobody.',
    minLength: 1,
    maxLength: NOTE_LENGTH_MAX,
  }),
})
export type CustomerAct = Static<typeof customerActSchema>

export const CUSTOMER_EVENTS = ['blocked', 'closed', 'opened', 'restored', 'reported'] as const

export const customerHistorySchema = closed({
  ranking: Type.Union([
    closed({
      trust: Type.Number({ description: 'Trust score that was left.', minimum: 0, maximum: 100 }),
      order: id('First decision about the order that left it.'),
      since: time('When that order was decided, or reported as fraud.'),
    }),
    Type.Null({ description: 'No order of this customer left one.' }),
  ]),
  changes: Type.Array(
    closed({
      id: id('Of the change; of the decision that made it, where no person did.'),
      change: oneOf(CUSTOMER_EVENTS, 'What was done; `reported`: an order turned out to be fraud.'),
      order: Type.Union([
        id('First decision about the order that it is about.'),
        Type.Null({ description: 'It is about the customer as a whole.' }),
      ]),
      at: time('When.'),
      by: Type.Union([
        text('Who: the name of a key.', 128),
        Type.Null({ description: 'No person: a decision, or a report.' }),
      ]),
      note: text('Why.', NOTE_LENGTH_MAX),
    }),
    { description: 'Newest first, the last thousand.', maxItems: 1000 },
  ),
})
export type CustomerHistory = Static<typeof customerHistorySchema>
