import { Type, type Static } from 'typebox'
import { CHECKPOINTS } from './event/event-types.ts'
import { closed, count, listOf, oneOf, text, time } from './schema.ts'

/**
 * `champion` decides at its checkpoint; `challenger` is asked beside it and not answered;
 * `candidate` and `retired` do nothing.
 */
export const MODEL_STATES = ['candidate', 'challenger', 'champion', 'retired'] as const
export type ModelStateName = (typeof MODEL_STATES)[number]

/**
 * `fraud` says how probable fraud is, from labels; `anomaly` how unlike the others an order is,
 * without any. Each has a champion of its own at a checkpoint.
 */
export const MODEL_KINDS = ['fraud', 'anomaly'] as const
export type ModelKind = (typeof MODEL_KINDS)[number]

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
  kind: oneOf(
    MODEL_KINDS,
    'What it says: how probable fraud is, or how unlike the other orders one is.',
  ),
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
  kind: Type.Optional(oneOf(MODEL_KINDS, 'Of which kind; `fraud` when absent.')),
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
    format: Type.String({
      description: '`gatehouse-trees/1`, or `gatehouse-anomaly/1`.',
      maxLength: 64,
    }),
  },
  {
    description: 'A model as `gatehouse train` writes it: kept byte for byte.',
    additionalProperties: true,
  },
)

const share = (description: string) => Type.Number({ description, minimum: 0, maximum: 1 })
const perhaps = (description: string) => Type.Union([share(description), Type.Null()])

const modelFiguresSchema = closed(
  {
    auc: perhaps('Area under the ROC curve.'),
    average_precision: perhaps('Area under precision and recall.'),
    recall_at_1_percent_fpr: perhaps('Frauds found when 1 % of the good orders are flagged.'),
    brier: perhaps('Mean squared distance of what was said from what happened.'),
    calibration_error: perhaps('Mean distance of what was said from what happened, in ten groups.'),
  },
  { description: '`null` where orders of both kinds are needed and are not there.' },
)
export type ModelFiguresShown = Static<typeof modelFiguresSchema>

/** A challenger beside the model that decided, on the events that both were asked about. */
export const modelComparisonSchema = closed({
  id: modelId,
  from: time('Decisions from here on were looked at.'),
  to: time('Decisions before this were looked at.'),
  complete: Type.Boolean({
    description: '`false`: the time limit came first; `from` says how far back it got.',
  }),
  compared: count('Decisions that it was asked about.'),
  without_champion: count('Of those, made without a model.'),
  above_half: closed(
    {
      both: count('Both said 50 % or more.'),
      neither: count('Neither did.'),
      only_champion: count('Only the one that decided did.'),
      only_challenger: count('Only the challenger did.'),
    },
    { description: 'Where both were asked.' },
  ),
  maturity_days: count('Younger decisions are not measured: labels are still to come.'),
  mature: count('Decisions old enough to be measured; without a label they count as good.'),
  frauds: count('Of those, labelled as fraud.'),
  challenger: modelFiguresSchema,
  champion: modelFiguresSchema,
  calibration: listOf(
    closed({
      orders: count('Decisions in the group.'),
      said: share('Mean probability that the challenger gave them.'),
      happened: share('Share of them that was fraud.'),
    }),
    10,
    'Mature decisions in ten groups by what the challenger said, lowest first.',
  ),
})
export type ModelComparison = Static<typeof modelComparisonSchema>

export const modelComparisonQuerySchema = closed({
  from: Type.Optional(time('Received at or after; 90 days ago when absent.')),
  to: Type.Optional(time('Received before.')),
  maturity_days: Type.Optional(
    Type.Integer({
      description:
        'Days after which a decision without a label counts as good; the shop’s `label_maturity_days` when absent.',
      minimum: 0,
      maximum: 365,
    }),
  ),
})
export type ModelComparisonQuery = Static<typeof modelComparisonQuerySchema>
