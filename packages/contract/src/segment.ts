import { Type, type Static } from 'typebox'
import { closed } from './schema.ts'
import { EXPRESSION_LENGTH_MAX } from './ruleset.ts'

/** The segment of an event that no condition of the shop puts elsewhere. */
export const DEFAULT_SEGMENT = 'default'

export const SEGMENT_PATTERN = '^[a-z0-9][a-z0-9_-]{0,63}$'
/** Each condition is evaluated for every event until one holds. */
export const SEGMENTS_MAX = 20

/** A part of a shop's customers or channels that may have rulesets of its own. */
export const segmentSchema = closed({
  name: Type.String({
    description: 'Stable name; `default` is the one that every shop has.',
    pattern: SEGMENT_PATTERN,
    minLength: 1,
    maxLength: 64,
  }),
  when: Type.String({
    description:
      'Which events are in it, in the rule language. The first that is true wins; one that is unknown is not true.',
    minLength: 1,
    maxLength: EXPRESSION_LENGTH_MAX,
  }),
})
export type Segment = Static<typeof segmentSchema>
