import { Type, type Static } from 'typebox'
import { RULES_MAX } from './decision.ts'
import { closed, flag, id, listOf, oneOf, text } from './schema.ts'

export const DIFF_SECTIONS = ['base', 'rules', 'policy'] as const
export type DiffSection = (typeof DIFF_SECTIONS)[number]

const FIELDS_MAX = 5000
const ENTRIES_MAX = 3 * RULES_MAX
const THRESHOLDS_MAX = 1000

const value = (description: string) =>
  Type.Unknown({ description: `${description} \`null\`: it was not there.` })

/** One field that is another now, with both values as JSON. */
export const fieldChangeSchema = closed({
  field: text('Its name; with dots where it lies deeper.', 255),
  from: value('What it was.'),
  to: value('What it is.'),
})
export type FieldChange = Static<typeof fieldChangeSchema>

const section = oneOf(DIFF_SECTIONS, 'Part of the ruleset that it stands in.')
const ruleId = id('Id of the fact, rule or policy.')

/** What is other in one version of a ruleset than in another. */
export const rulesetDiffSchema = closed({
  is_same: flag('Nothing is other.'),
  fields: listOf(
    fieldChangeSchema,
    FIELDS_MAX,
    'Of the ruleset as a whole: thresholds, messages ...',
  ),
  added: listOf(
    closed({ section, id: ruleId, entry: value('The whole entry.') }),
    ENTRIES_MAX,
    'What only the second has.',
  ),
  removed: listOf(
    closed({ section, id: ruleId, entry: value('The whole entry.') }),
    ENTRIES_MAX,
    'What only the first has.',
  ),
  changed: listOf(
    closed({
      section,
      id: ruleId,
      fields: listOf(fieldChangeSchema, FIELDS_MAX, 'The fields that are other.'),
      thresholds: listOf(
        closed({
          from: Type.Number({ description: 'What it was.' }),
          to: Type.Number({ description: 'What it is.' }),
        }),
        THRESHOLDS_MAX,
        'Numbers in `when` that moved, where nothing else of it is other.',
      ),
    }),
    ENTRIES_MAX,
    'What both have, otherwise.',
  ),
  is_reordered: flag('Entries that both have stand in another order.'),
})
export type RulesetDiff = Static<typeof rulesetDiffSchema>
