import { Type, type Static } from 'typebox'
import { closed, listOf, oneOf, text, time } from './schema.ts'

const SOURCES_MAX = 500
const FILES_MAX = 500

/** What became of a file of the operator's when it was last read. */
export const REFERENCE_FILE_STATES = ['in_use', 'former_in_use', 'not_used'] as const

export const referenceStatusSchema = closed(
  {
    version: text('State of all sources, as in `versions.reference` of a decision.', 64),
    loaded_at: time('When files were last looked for.'),
    sources: listOf(
      closed({
        id: text('`dbip_city`, `asn` ..., `feed:KIND:FILE` for a feed of the operator’s.', 512),
        version: text('Changes whenever the content does.', 255),
        licence: text('SPDX expression, or `operator`.', 64),
        attribution: text('Words that the licence wants shown.', 500),
      }),
      SOURCES_MAX,
      'Everything that look-ups answer from.',
    ),
    files: listOf(
      closed({
        name: text('The file, below the data folder.', 512),
        state: oneOf(
          REFERENCE_FILE_STATES,
          '`former_in_use`: refused, what it held before stays in use; `not_used`: refused.',
        ),
        code: Type.Union([text('Why it was refused.', 64), Type.Null()]),
        detail: text('What is wrong with it and what to do; empty when nothing is.', 1000),
      }),
      FILES_MAX,
      'Files of the operator’s.',
    ),
  },
  { description: 'The reference data in use.' },
)
export type ReferenceStatus = Static<typeof referenceStatusSchema>
