import { Type, type Static } from 'typebox'
import { OUTCOMES, RULES_MAX } from './decision.ts'
import { rulesetSchema } from './ruleset.ts'
import {
  amount,
  block,
  closed,
  count,
  currencyCode,
  flag,
  id,
  listOf,
  oneOf,
  quantity,
  text,
  time,
} from './schema.ts'

const YAML_LENGTH_MAX = 1_048_576
const EXAMPLES_MAX = 20
const RULESETS_MAX = 100
const SIGNALS_MAX = 2000
const NOTES_MAX = 20
export const MATURITY_DAYS_MAX = 3650

const share = (description: string) => Type.Number({ description, minimum: 0, maximum: 1 })
const shareOrNull = (description: string) =>
  Type.Union([share(description), Type.Null()], {
    description: `${description} \`null\`: nothing to divide by.`,
  })
const money = (description: string) => Type.Number({ description })
const name = Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,63}$', maxLength: 64 })

/** What right and wrong answers are worth, in the shop's currency. */
export const costsSchema = block(
  {
    margin: share('Share of a good order that is lost with it.'),
    fraud_loss: share("Share of a fraud's amount that is lost."),
    dispute_fee: quantity('What a fraud costs besides its amount.', 1e9),
    review_minutes: quantity('Minutes that one review takes.', 1e6),
    minute_cost: quantity('What a minute of review costs.', 1e6),
    challenge_loss: share('Share of good shoppers lost by a challenge.'),
    challenge_fee: quantity('What one challenge costs: the fee of a 3-D Secure request.', 1e6),
  },
  "What right and wrong answers are worth; the shop's settings when absent.",
)
export type CostsRequest = Static<typeof costsSchema>

/** A ruleset as a document, as YAML, or as a version that the shop has. */
export const backtestRequestSchema = Type.Object(
  {
    ruleset: Type.Optional(rulesetSchema),
    yaml: Type.Optional(text('The ruleset as YAML 1.2.', YAML_LENGTH_MAX)),
    stored: Type.Optional(
      closed({
        name,
        version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      }),
    ),
    from: Type.Optional(time('Decisions received at or after; 90 days before `to` when absent.')),
    to: Type.Optional(time('Decisions received before; now when absent.')),
    label_maturity_days: Type.Optional(
      Type.Integer({
        description:
          "Labels of younger decisions are not counted, because more are to come; the shop's setting when absent.",
        minimum: 0,
        maximum: MATURITY_DAYS_MAX,
      }),
    ),
    costs: Type.Optional(costsSchema),
    allow_missing: Type.Optional(
      flag('`true`: signals that no stored decision carries are unknown, not a reason to refuse.'),
    ),
  },
  {
    additionalProperties: false,
    oneOf: [{ required: ['ruleset'] }, { required: ['yaml'] }, { required: ['stored'] }],
    description: 'What is to be backtested, over which decisions.',
  },
)
export type BacktestRequest = Static<typeof backtestRequestSchema>

const outcomeCounts = closed({
  outcome: oneOf(OUTCOMES, 'The outcome.'),
  decisions: count('How many.'),
  amount: amount('What they are worth.'),
  fraud: count('Of those, labelled as fraud.'),
  good: count('Of those, labelled as good.'),
  fraud_amount: amount('What the fraud among them is worth.'),
  good_amount: amount('What the good among them is worth.'),
})
export type OutcomeCounts = Static<typeof outcomeCounts>

/** What one ruleset made of all decisions. */
export const backtestSideSchema = closed({
  outcomes: listOf(outcomeCounts, OUTCOMES.length, 'By outcome, the mildest first.'),
  precision: shareOrNull('Share of fraud among the labelled orders that were not approved.'),
  recall: shareOrNull('Share of the labelled fraud that was not approved.'),
  saved: money('What stopping fraud saved.'),
  lost: money('What stopping or reviewing good orders cost.'),
})
export type BacktestSide = Static<typeof backtestSideSchema>

const hitsOrNull = (description: string) =>
  Type.Union([count(description), Type.Null()], {
    description: `${description} \`null\`: it had no such rule.`,
  })

export const backtestRuleSchema = closed({
  id: id('The rule or policy.'),
  hits_before: hitsOrNull('Decisions that it hit then.'),
  hits: hitsOrNull('Decisions that it hits now.'),
  unknown: count('Decisions on which it cannot be told now.'),
  errors: count('Decisions on which it fails now.'),
  fraud: count('Of its hits now, labelled as fraud.'),
  good: count('Of its hits now, labelled as good.'),
  precision: shareOrNull('Share of fraud among its labelled hits.'),
  earned: money('Its part of what stopping orders saves and costs.'),
})

/** What a ruleset would have made of the decisions that the shop has stored. */
export const backtestResultSchema = closed({
  ruleset: text('Name of the ruleset.', 64),
  compared_with: listOf(
    closed({
      ruleset: text('Ruleset, as `name@number`.', 255),
      decisions: count('Decisions that it made.'),
    }),
    RULESETS_MAX,
    'What had decided, most decisions first.',
  ),
  from: time('Decisions from here on.'),
  to: time('Decisions before this.'),
  decisions: count('Decisions that were made again.'),
  sampled: flag('`true`: some from every part of the time, not all.'),
  seconds: quantity('How long it took.'),
  currency: currencyCode(),
  costs: Type.Required(costsSchema, { additionalProperties: false }),
  labels: closed({
    maturity_days: count('Labels of younger decisions were not counted.'),
    fraud: count('Decisions labelled as fraud.'),
    good: count('Decisions labelled as good.'),
    immature: count('Decisions whose label was not counted, because they are too young.'),
  }),
  before: backtestSideSchema,
  after: backtestSideSchema,
  let_through: count(
    'Decisions that were let through at random and would be again, as their score says the same: approved before and after.',
  ),
  changed: closed({
    decisions: count('Decisions whose outcome is another now.'),
    amount: amount('What they are worth.'),
    pairs: listOf(
      closed({
        before: oneOf(OUTCOMES, 'The outcome then.'),
        after: oneOf(OUTCOMES, 'The outcome now.'),
        decisions: count('How many.'),
        amount: amount('What they are worth.'),
        fraud: count('Of those, labelled as fraud.'),
        good: count('Of those, labelled as good.'),
      }),
      OUTCOMES.length ** 2,
      'By outcomes, most frequent first.',
    ),
    examples: listOf(
      closed({
        id: id('The decision.'),
        before: oneOf(OUTCOMES, 'The outcome then.'),
        after: oneOf(OUTCOMES, 'The outcome now.'),
        risk_score_before: share100('The risk score then.'),
        risk_score: share100('The risk score now.'),
        amount: amount('What the order is worth.'),
        is_fraud: Type.Union([flag('What it turned out to be.'), Type.Null()]),
        rules: listOf(id('A rule.'), 2 * RULES_MAX, 'Rules that come out otherwise.'),
      }),
      EXAMPLES_MAX,
      'Some of each pair.',
    ),
  }),
  rules: listOf(backtestRuleSchema, 3 * RULES_MAX, 'Every rule of both, most earned first.'),
  new_signals: listOf(
    closed({
      name: text('The signal.', 128),
      decisions: count('Decisions that carry it.'),
    }),
    SIGNALS_MAX,
    'Signals that it reads and what had decided did not.',
  ),
  notes: listOf(text('What to know when reading the figures.', 500), NOTES_MAX, 'Notes.'),
})
export type BacktestResult = Static<typeof backtestResultSchema>

function share100(description: string) {
  return Type.Number({ description, minimum: 0, maximum: 100 })
}

export const BACKTEST_STATES = ['waiting', 'running', 'done', 'failed'] as const
export type BacktestState = (typeof BACKTEST_STATES)[number]

const job = {
  id: id('Id of the backtest.'),
  state: oneOf(BACKTEST_STATES, 'How far it is.'),
  progress: share('Part of the decisions that was read.'),
  waiting_before: Type.Union([count('Backtests that are to begin before it.'), Type.Null()], {
    description:
      'How many backtests are to begin before it, those of other shops too: shops take turns. `null`: it does not wait.',
  }),
  decisions: count('Decisions read so far.'),
  ruleset: text('Name of the ruleset.', 64),
  created_at: time('When it was asked for.'),
  created_by: text('Who asked: the name of a key.', 128),
}

export const backtestSummarySchema = closed(job)
export type BacktestSummary = Static<typeof backtestSummarySchema>

export const backtestSchema = closed({
  ...job,
  error: Type.Union([text('Why it failed and what to do.', 2000), Type.Null()]),
  result: Type.Union([backtestResultSchema, Type.Null()], {
    description: '`null` until it is done.',
  }),
})
export type Backtest = Static<typeof backtestSchema>
