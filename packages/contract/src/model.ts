import { Type, type Static } from 'typebox'
import { CHECKPOINTS } from './event/event-types.ts'
import { closed, count, listOf, oneOf, text, time } from './schema.ts'

/**
 * `champion` decides at its checkpoint; `challenger` is asked beside it and not answered;
 * `candidate` and `retired` do nothing.
 */
export const MODEL_STATES = ['candidate', 'challenger', 'champion', 'retired'] as const
export type ModelStateName = (typeof MODEL_STATES)[number]

const CHANGES_MAX = 200
const NOTE_LENGTH_MAX = 1000
const FACTS_MAX = 1000

export const modelId = Type.String({
  description: 'SHA-256 of the file, hex: the version that decisions name.',
  pattern: '^[0-9a-f]{64}$',
  maxLength: 64,
})
export const modelName = Type.String({
  description: 'What people call it; models of one training over and over may share a name.',
  pattern: '^[a-z0-9][a-z0-9_-]{0,63}$',
  maxLength: 64,
})
export const modelNote = text('Why.', NOTE_LENGTH_MAX)

const entry = {
  id: modelId,
  name: modelName,
  checkpoint: oneOf(CHECKPOINTS, 'Where it decides once it is champion.'),
  state: oneOf(MODEL_STATES, 'What it is used for.'),
  author: text('Who added it: the name of a key.', 128),
  created_at: time('When it was added.'),
  trees: count('Its trees.', 10_000),
  features: count('Signals that it reads.', 5000),
  bytes: count('Size of the file.'),
}

export const modelEntrySchema = closed(entry)
export type ModelItem = Static<typeof modelEntrySchema>

export const modelSchema = closed({
  ...entry,
  about: Type.Record(Type.String({ maxLength: 255 }), Type.Unknown(), {
    description: 'What the file says of itself: what it was trained on, when, its figures.',
    maxProperties: FACTS_MAX,
  }),
  changes: listOf(
    closed({
      state: oneOf(MODEL_STATES, 'What it became.'),
      by: text('Who: the name of a key.', 128),
      at: time('When.'),
      note: modelNote,
    }),
    CHANGES_MAX,
    'What it was used for, newest first.',
  ),
})
export type ModelRecord = Static<typeof modelSchema>

export const modelChangeSchema = closed({
  state: oneOf(MODEL_STATES, 'What it is to be used for.'),
  note: Type.Optional(modelNote),
})
export type ModelChangeRequest = Static<typeof modelChangeSchema>

export const modelRollbackSchema = closed({
  checkpoint: oneOf(CHECKPOINTS, 'Where.'),
  note: Type.Optional(modelNote),
})
export type ModelRollbackRequest = Static<typeof modelRollbackSchema>

export const modelRollbackAnswerSchema = closed({
  champion: Type.Union([
    modelEntrySchema,
    Type.Null({ description: 'There was none before: no model decides.' }),
  ]),
})
export type ModelRollback = Static<typeof modelRollbackAnswerSchema>

/** Only what tells it from other JSON: the rest is read by who uses it, and refused with where. */
export const modelFileSchema = Type.Object(
  {
    format: Type.String({ description: '`gatehouse-trees/1`.', maxLength: 64 }),
  },
  {
    description: 'A model as `gatehouse train` writes it: kept byte for byte.',
    additionalProperties: true,
  },
)
