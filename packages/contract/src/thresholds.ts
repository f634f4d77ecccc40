import { Type, type Static } from 'typebox'
import { costsSchema } from './backtest.ts'
import { thresholdsSchema } from './ruleset.ts'
import { closed, count, currencyCode, flag, listOf, oneOf, quantity, text, time } from './schema.ts'

/** Every half point of trust, and where the thresholds stand. */
const LEVELS_MAX = 210
const NOTES_MAX = 20

const share = (description: string) => Type.Number({ description, minimum: 0, maximum: 1 })
const money = (description: string) => Type.Number({ description })
const trust = (description: string) => Type.Number({ description, minimum: 0, maximum: 100 })

export const thresholdStandSchema = closed({
  thresholds: thresholdsSchema,
  profit: money(
    'What stopping fraud saves less what stopping, reviewing and challenging good orders costs: 0 is approving every order.',
  ),
  saved: money('What stopping fraud saves.'),
  lost: money('What stopping, reviewing and challenging good orders costs.'),
  good_declined_amount: money('What the good orders are worth that are declined.'),
  fraud_through_amount: money('What the fraud is worth that goes on.'),
  fraud_share: share('Fraud among the orders that go on, of those that are known.'),
  fraud_share_interval: Type.Union(
    [closed({ low: share('Its lower end.'), high: share('Its upper end.') }), Type.Null()],
    { description: '95 % Wilson score interval of it; `null`: nothing goes on.' },
  ),
  approved: count('Orders that are approved.'),
  challenged: count('Orders that are challenged.'),
  reviewed: count('Orders that are reviewed.'),
  declined: count('Orders that are declined.'),
  is_within_limits: flag('It keeps to the limits.'),
})
export type ThresholdStand = Static<typeof thresholdStandSchema>

export const thresholdCurveSchema = (description: string) =>
  listOf(
    closed({
      level: trust('Where the threshold stands.'),
      profit: money('As above.'),
      saved: money('As above.'),
      lost: money('As above.'),
      good_declined_amount: money('As above.'),
      fraud_share: share('As above.'),
      review_share: share('Share of orders that are reviewed.'),
      decline_share: share('Share of orders that are declined.'),
    }),
    LEVELS_MAX,
    description,
  )

export const THRESHOLD_VERDICTS = [
  'move',
  'needed',
  'noise',
  'stay',
  'few_frauds',
  'unreachable',
] as const

/** Where the thresholds of a ruleset would have earned most, on what became of past orders. */
export const thresholdAnswerSchema = closed({
  ruleset: text('The version whose thresholds are looked at, as `name@number`.', 255),
  from: time('Decisions from here on.'),
  to: time('Decisions before this.'),
  complete: flag('`false`: the time limit came first; `to` says how far it got.'),
  sampled: flag('`true`: some from every part of the time, not all.'),
  currency: currencyCode(),
  costs: Type.Required(costsSchema, { additionalProperties: false }),
  limits: closed({
    fraud_share: share('Fraud among the orders that go on, at most.'),
    review_share: share('Share of orders that people can look at.'),
  }),
  orders: closed({
    total: count('Orders that were scored again by the ruleset.'),
    fraud: count('Of those, labelled as fraud.'),
    good: count(
      'Of those, labelled as good, or gone on without a complaint until `maturity_days` had passed.',
    ),
    unknown: count('Of those, stopped without anybody saying what they were: worth nothing here.'),
    let_through: count('Of those, let through at random: they stand for the ones that were not.'),
    maturity_days: count('Younger orders are not looked at.'),
  }),
  today: thresholdStandSchema,
  best: thresholdStandSchema,
  unreachable: Type.Union([oneOf(['fraud_share', 'review_share'], 'The limit.'), Type.Null()], {
    description:
      'The limit that no pair of thresholds keeps to: `best` comes nearest to it; `null`: `best` keeps to both.',
  }),
  gain: closed({
    seen: money('What `best` earns more than `today` on these orders.'),
    expected: money('Less what it owes to having been chosen on them: what to expect of others.'),
    low: money('Lower end of the 95 % interval of that (bootstrap).'),
    high: money('Upper end.'),
  }),
  verdict: oneOf(
    THRESHOLD_VERDICTS,
    '`move`: the whole interval is a gain. `needed`: the thresholds of today do not keep to the limits. `noise`: it may be chance. `stay`: those of today are the best. `few_frauds`: fewer than 20 are known. `unreachable`: see there.',
  ),
  too_strict: Type.Union(
    [closed({ gain: money('What to expect of the milder ones.') }), Type.Null()],
    {
      description:
        'The thresholds of today let next to no fraud through, and the good orders that they stop are worth more than that.',
    },
  ),
  cost_of_limit: Type.Union(
    [
      closed({
        cost: quantity('What keeping to `fraud_share` costs, against the best without it.', 1e15),
        free: thresholdStandSchema,
      }),
      Type.Null(),
    ],
    { description: '`null`: it costs nothing.' },
  ),
  decline_curve: thresholdCurveSchema(
    'Every level of `reject_below`, with `submit_to_processor` as in `best`, or moved along.',
  ),
  review_curve: thresholdCurveSchema(
    'Every level of `submit_to_processor`, with `reject_below` as in `best`, or moved along.',
  ),
  notes: listOf(text('What to know when reading the figures.', 500), NOTES_MAX, 'Notes.'),
})
export type ThresholdAnswer = Static<typeof thresholdAnswerSchema>
