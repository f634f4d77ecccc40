import { Type, type Static } from 'typebox'
import { OUTCOMES, wireSignalSchema } from './decision.ts'
import { closed, flag, id, listOf, oneOf, text } from './schema.ts'

/** How the value that would have changed an outcome stands to the one that was there. */
export const CHANGE_RELATIONS = [
  'is',
  'is_not',
  'at_most',
  'at_least',
  'below',
  'above',
  'not_on_list',
] as const
export type ChangeRelation = (typeof CHANGE_RELATIONS)[number]

const CHANGES_MAX = 8

export const signalChangeSchema = closed({
  signal: text('Name of the signal.', 128),
  from: wireSignalSchema,
  relation: oneOf(CHANGE_RELATIONS, 'How it would have to stand to `to`.'),
  to: wireSignalSchema,
})
export type WireSignalChange = Static<typeof signalChangeSchema>

export const changeSetSchema = closed({
  outcome: oneOf(OUTCOMES, 'What the outcome would have been.'),
  risk_score: Type.Number({ minimum: 0, maximum: 100 }),
  changes: listOf(signalChangeSchema, CHANGES_MAX, 'Signals that would have to be another.'),
  is_smallest: flag('Every smaller change was tried, and none does it.'),
})
export type ChangeSet = Static<typeof changeSetSchema>

/** The smallest changes of an event that would have changed what was decided about it. */
export const counterfactualSchema = closed({
  id: id('Id of the decision.'),
  outcome: oneOf(OUTCOMES, 'What was decided; in observe mode what would have been.'),
  ruleset: text('Ruleset that decided, as `name@number`.'),
  reproduced: flag(
    'The stored signals give the same decision again. Where they do not (a list has changed, a personal value is not kept), the changes are those of the decision that they give now.',
  ),
  by_model: flag(
    'The model made the risk score. The changes are tried on it too, but only values at which a rule turns: what the model alone would have to see is not searched, so a smaller change may exist.',
  ),
  milder: Type.Union([changeSetSchema, Type.Null({ description: 'Nothing was found.' })]),
  stricter: Type.Union([changeSetSchema, Type.Null({ description: 'Nothing was found.' })]),
})
export type CounterfactualAnswer = Static<typeof counterfactualSchema>
