import { Type, type Static } from 'typebox'
import { MODES } from '../decision.ts'
import { CHECKPOINTS } from '../event/event-types.ts'
import { closed, count, listOf, oneOf, text, time } from '../schema.ts'
import type { Route } from './route.ts'

/** Decisions that are looked through when nothing is said. */
export const COVERAGE_DECISIONS_DEFAULT = 200
export const COVERAGE_DECISIONS_MAX = 1000
/** How far back events are counted, and how many of the newest at most. */
export const COVERAGE_DAYS = 30
export const COVERAGE_EVENTS_MAX = 50_000
const SIGNALS_MAX = 2000
const REASONS_MAX = 100
const TYPES_MAX = 100

const orNever = (doc: string) => Type.Union([time(doc), Type.Null()])

export const signalCoverageSchema = closed({
  name: text('The signal.', 128),
  owner: text('Who answers for it; `shop`: the shop itself.', 64),
  known: count('Decisions in which it had a value.', COVERAGE_DECISIONS_MAX),
  unknown: listOf(
    closed({
      reason: text(
        'Why there was none: `not_sent` and the others of docs/reference/signals.md.',
        64,
      ),
      count: count('Decisions.', COVERAGE_DECISIONS_MAX),
    }),
    REASONS_MAX,
    'The others, by reason.',
  ),
})
export type SignalCoverage = Static<typeof signalCoverageSchema>

export const coverageSchema = closed(
  {
    mode: oneOf(MODES, 'Whether outcomes bind in this shop now.'),
    checkpoint: oneOf(CHECKPOINTS, 'Of which checkpoint the decisions are.'),
    decisions: count(
      'How many of the newest decisions were looked through.',
      COVERAGE_DECISIONS_MAX,
    ),
    oldest_at: orNever('When the oldest of them arrived.'),
    newest_at: orNever('When the newest of them arrived.'),
    signals: listOf(signalCoverageSchema, SIGNALS_MAX, 'Every signal that the shop has.'),
    events: listOf(
      closed({
        type: text('The type of event.', 64),
        count: count('How many.', COVERAGE_EVENTS_MAX),
        newest_at: time('When the newest arrived.'),
      }),
      TYPES_MAX,
      `Events of the last ${COVERAGE_DAYS} days, decided or only recorded, by type; of the newest ${COVERAGE_EVENTS_MAX} where there are more.`,
    ),
  },
  { description: 'What of the facts that rules read arrives in this shop.' },
)
export type Coverage = Static<typeof coverageSchema>

export const coverageQuerySchema = closed({
  checkpoint: Type.Optional(oneOf(CHECKPOINTS, 'The checkpoint; `order` when absent.')),
  decisions: Type.Optional(
    Type.Integer({
      description: `How many of the newest decisions; ${COVERAGE_DECISIONS_DEFAULT} when absent.`,
      minimum: 1,
      maximum: COVERAGE_DECISIONS_MAX,
    }),
  ),
})
export type CoverageQuery = Static<typeof coverageQuerySchema>

export const coverageRoutes = {
  getCoverage: {
    method: 'GET',
    path: '/v1/coverage',
    tag: 'decisions',
    summary: 'Which signals the newest decisions had, and which events arrive',
    scope: 'read',
    query: coverageQuerySchema,
    answers: { 200: { doc: 'What arrives.', schema: coverageSchema } },
    errors: [],
  },
} as const satisfies Record<string, Route>
