import { Type, type Static } from 'typebox'
import { ACTIONS } from './decision.ts'
import { closed, oneOf, text, time } from './schema.ts'

const WHY_LENGTH_MAX = 1000

/** What a person may say instead of the rules. */
export const OVERRIDE_OUTCOMES = ['approve', 'decline'] as const

export const overrideRequestSchema = closed({
  outcome: oneOf(OVERRIDE_OUTCOMES, '`approve` lets the order go on, `decline` stops it.'),
  why: Type.String({
    description: 'Why, for colleagues: kept in the clear and sent to webhooks, so name nobody.',
    minLength: 1,
    maxLength: WHY_LENGTH_MAX,
  }),
})
export type OverrideRequest = Static<typeof overrideRequestSchema>

export const ACTION_STATES = ['done', 'failed'] as const

/** What a shop says of an action that a decision asked for. */
export const actionReportDraftSchema = closed({
  state: oneOf(ACTION_STATES, 'Whether it was done.'),
  note: Type.Optional(
    text('What came of it, as a code of the payment provider: name nobody.', 500),
  ),
})
export type ActionReportDraft = Static<typeof actionReportDraftSchema>

export const actionReportSchema = closed({
  kind: oneOf(ACTIONS, 'The action.'),
  state: oneOf(ACTION_STATES, 'Whether it was done.'),
  note: text('What came of it.', 500),
  reported_at: time('When that was said.'),
  reported_by: text('Who said so: the name of a key.', 128),
})
export type ActionReport = Static<typeof actionReportSchema>
