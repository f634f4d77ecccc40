import { Type, type Static } from 'typebox'
import { closed, count, id, listOf, oneOf, quantity, text, time } from './schema.ts'

const SIGNALS_MAX = 2000
const ALERTS_MAX = 500
const share = (description: string) => Type.Number({ description, minimum: 0, maximum: 1 })
const orNull = <Schema extends ReturnType<typeof share>>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description })

export const MONITOR_LEVELS = ['steady', 'watch', 'alert'] as const
export const MONITOR_KINDS = [
  'distribution',
  'not_sent',
  'source_gone',
  'unknown_share',
  'new_values',
  'score',
  'model_score',
  'calibration',
  'volume',
] as const
export type MonitorKind = (typeof MONITOR_KINDS)[number]

const level = oneOf(MONITOR_LEVELS, '`alert`: somebody is told once.')
const psi = orNull(
  quantity('Population stability index.', 1e6),
  'Population stability index of the known values, 10 bins: under 0.1 no change, over 0.25 a great one; `null`: under 500 values on either side, or a type that is not compared.',
)
const stretch = (description: string) =>
  closed(
    {
      from: time('Decisions from here on.'),
      to: time('Decisions before this.'),
      orders: count('Decisions that were read, some from every part of the time.'),
    },
    { description },
  )

/** One change of what decisions are made from. */
export const monitorFindingSchema = closed({
  kind: oneOf(
    MONITOR_KINDS,
    '`distribution`: the values of a signal are others. `not_sent`: the shop no longer sends it. `source_gone`: what tells it no longer answers. `unknown_share`: it is unknown more or less often. `new_values`: words that were not there before. `score`, `model_score`: the scores are others. `calibration`: what the model says does not come true. `volume`: many more or fewer decisions.',
  ),
  subject: text('The signal; `risk_score`, the id of the model, or `decisions`.', 128),
  level: oneOf(['watch', 'alert'], '`alert`: somebody is told once.'),
  text: text('What changed, in words.', 500),
})
export type MonitorFinding = Static<typeof monitorFindingSchema>

export const monitoredSignalSchema = closed({
  name: text('The signal.', 128),
  read_by: listOf(oneOf(['model', 'rules'], 'Who.'), 2, 'What reads it.'),
  unknown_before: share('Share of decisions on which it was unknown, in the reference.'),
  unknown_now: share('The same now.'),
  psi,
  new_share: orNull(
    share('Share of values.'),
    'Share of words that the reference does not have; `null`: it holds no words, or hundreds of them.',
  ),
  level,
})
export type MonitoredSignal = Static<typeof monitoredSignalSchema>

export const monitorReportSchema = closed({
  ran_at: time('When it was looked at.'),
  reference: stretch('What the newest decisions are compared with.'),
  current: stretch('The newest decisions.'),
  model: Type.Union([id('The champion for orders.'), Type.Null()]),
  signals: listOf(monitoredSignalSchema, SIGNALS_MAX, 'Those that model or rules read.'),
  score_psi: psi,
  model_score_psi: psi,
  calibration: Type.Union(
    [
      closed({
        from: time('Orders from here on that are old enough.'),
        to: time('Orders before this.'),
        orders: count('How many.'),
        expected: quantity('Frauds by what the model said.'),
        observed: count('Frauds that came about.'),
        low: quantity('Of how many expected so many may come about: exact 95 % interval.'),
        high: quantity('Its upper end.'),
        brier: quantity('Mean squared error of the probabilities.', 1),
        brier_trained: orNull(quantity('The same.', 1), 'The same when it was trained.'),
        level,
      }),
      Type.Null(),
    ],
    { description: '`null`: no model decides, or no order of its is old enough.' },
  ),
  per_day_before: quantity('Decisions of a day in the reference.'),
  per_day_now: quantity('Decisions of a day now.'),
  findings: listOf(monitorFindingSchema, ALERTS_MAX, 'What changed, alerts first.'),
})
export type MonitorReport = Static<typeof monitorReportSchema>

export const monitorAlertSchema = closed({
  id: id('Id of the alert.'),
  ...monitorFindingSchema.properties,
  began_at: time('When it was seen first. It is told then, and not again.'),
  ended_at: Type.Union([time('When it was no longer seen.'), Type.Null()]),
})
export type MonitorAlert = Static<typeof monitorAlertSchema>

export const monitorsSchema = closed({
  report: Type.Union([monitorReportSchema, Type.Null()], { description: '`null`: none yet.' }),
  alerts: listOf(monitorAlertSchema, ALERTS_MAX, 'Those that last, and the newest that ended.'),
})
export type Monitors = Static<typeof monitorsSchema>

export const monitorRequestSchema = closed({
  reference_from: Type.Optional(
    time(
      'Reference from here on; what the champion learned from, or 60 days before `current_from`.',
    ),
  ),
  reference_to: Type.Optional(time('Reference before this; `current_from` when absent.')),
  current_from: Type.Optional(time('The newest decisions from here on; 7 days ago when absent.')),
})
export type MonitorRequest = Static<typeof monitorRequestSchema>
