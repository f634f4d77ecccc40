import { Type, type Static } from 'typebox'
import { MATURITY_DAYS_MAX } from './backtest.ts'
import { CHECKPOINTS } from './event/event-types.ts'
import { MODEL_KINDS, modelId, modelName } from './model.ts'
import { closed, count, id, oneOf, text, time } from './schema.ts'

const FACTS_MAX = 1000

/** What is to be learned, from which decisions. */
export const trainingRequestSchema = closed({
  kind: Type.Optional(
    oneOf(MODEL_KINDS, 'What it is to say; `fraud` when absent. `anomaly` needs no labels.'),
  ),
  checkpoint: Type.Optional(oneOf(CHECKPOINTS, 'Where it is to decide; `order` when absent.')),
  name: Type.Optional(modelName),
  from: Type.Optional(
    time('Decisions received at or after; all when absent, of `anomaly` the last 90 days.'),
  ),
  to: Type.Optional(time('Decisions received before; now when absent.')),
  label_maturity_days: Type.Optional(
    Type.Integer({
      description:
        "Of `fraud`: younger decisions are not learned from, because their labels may still come; the shop's setting when absent.",
      minimum: 0,
      maximum: MATURITY_DAYS_MAX,
    }),
  ),
  seed: Type.Optional(
    Type.Integer({
      description: 'The same decisions and seed give the same model; 1 when absent.',
      minimum: 0,
      maximum: 4_294_967_295,
    }),
  ),
})
export type TrainingRequest = Static<typeof trainingRequestSchema>

export const TRAINING_STATES = ['waiting', 'running', 'done', 'failed'] as const

export const trainingSchema = closed({
  id: id('Id of the training.'),
  state: oneOf(TRAINING_STATES, 'How far it is.'),
  progress: Type.Number({
    description: 'Part of the work that is done: the first half is reading.',
    minimum: 0,
    maximum: 1,
  }),
  decisions: count('Decisions read so far.'),
  kind: oneOf(MODEL_KINDS, 'What it is to say.'),
  name: modelName,
  created_at: time('When it was asked for.'),
  created_by: text('Who asked: the name of a key; `gatehouse`: the schedule of the shop.', 128),
  error: Type.Union([text('Why it failed and what to do.', 2000), Type.Null()]),
  model: Type.Union([modelId, Type.Null({ description: 'It is not done.' })], {
    description:
      'What came of it: a candidate, which does nothing until somebody promotes it; of the schedule, a challenger.',
  }),
  report: Type.Union(
    [
      Type.Record(Type.String({ maxLength: 255 }), Type.Unknown(), { maxProperties: FACTS_MAX }),
      Type.Null({ description: 'It is not done.' }),
    ],
    {
      description:
        'What was learned from and what the model is worth: its `about`; of the schedule, with `is_challenger`: whether it is tried beside what decides.',
    },
  ),
})
export type TrainingShown = Static<typeof trainingSchema>
