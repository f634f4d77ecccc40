import { Type, type Static } from 'typebox'
import { closed, id, oneOf, text, time } from './schema.ts'

/** What a rule can be switched off for; compared by keyed tokens, as lists are. */
export const SNOOZE_ENTITIES = [
  'account',
  'email',
  'card',
  'device',
  'phone',
  'ip',
  'address',
] as const
export type SnoozeEntity = (typeof SNOOZE_ENTITIES)[number]

const VALUE_LENGTH_MAX = 512
const WHY_LENGTH_MAX = 1000

const rule = id('Id of a rule, fact or policy of a ruleset that is live.')
const entity = oneOf(SNOOZE_ENTITIES, 'What it is switched off for.')
const why = Type.String({ description: 'Why.', minLength: 1, maxLength: WHY_LENGTH_MAX })

/** Switches a rule off for one entity, for a time. */
export const snoozeDraftSchema = closed({
  rule,
  entity,
  value: Type.String({
    description:
      'The entity, spelled as in a list of its kind; kept as a keyed token, which cannot be read back.',
    minLength: 1,
    maxLength: VALUE_LENGTH_MAX,
    'x-personal': true,
  }),
  until: time('From then on the rule is evaluated again; at most a year from now.'),
  why,
})
export type SnoozeDraft = Static<typeof snoozeDraftSchema>

export const snoozeSchema = closed({
  id: id('Id of the snooze.'),
  rule,
  entity,
  until: time('From then on the rule is evaluated again.'),
  why,
  created_at: time('When it was made.'),
  created_by: text('Who made it: the name of a key.', 128),
})
export type Snooze = Static<typeof snoozeSchema>
