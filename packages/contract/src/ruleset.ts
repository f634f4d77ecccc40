import { Type, type Static } from 'typebox'
import { ACTIONS, OUTCOMES, actionSchema, RULES_MAX, wireSignalSchema } from './decision.ts'
import { CHECKPOINTS } from './event/event-types.ts'
import { block, closed, currencyCode, flag, listOf, oneOf, text, time } from './schema.ts'

/** Longest rule text; `packages/expression` has limits of its own below it. */
export const EXPRESSION_LENGTH_MAX = 4000
const BASE_PARTS_MAX = 100
const TESTS_MAX = 500
const LISTS_MAX = 200
const LANGUAGES_MAX = 100
const ACTIONS_MAX = 20
const GRADE_MAX = 1e12
const NAME = '^[a-z0-9][a-z0-9_-]{0,63}$'

const name = (description: string) =>
  Type.String({ description, pattern: NAME, minLength: 1, maxLength: 64 })
const expression = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: EXPRESSION_LENGTH_MAX })
const trust = (description: string) => Type.Number({ description, minimum: 0, maximum: 100 })
const reviewAfter = () =>
  flag(
    'Block and review: the order that it declines is declined at once, and a person looks at it afterwards.',
  )
const share = (description: string) => Type.Number({ description, minimum: 0, maximum: 1 })
const cost = (description: string) => Type.Number({ description, minimum: 0, maximum: 1e6 })
const points = (description: string) => Type.Number({ description, minimum: -100, maximum: 100 })

/** A text in several languages, by BCP 47 tag; `en` is the one that is fallen back to. */
export const translatedTextSchema = Type.Record(
  Type.String({ pattern: '^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$' }),
  Type.String({ maxLength: 1024 }),
  { additionalProperties: false, maxProperties: LANGUAGES_MAX },
)
export type TranslatedText = Static<typeof translatedTextSchema>

/**
 * What a rule asks for besides its points. The strictest that hits wins:
 * deny list > allow list > decline > review > challenge > approve.
 */
export const RULE_OUTCOMES = ['deny_list', 'allow_list', ...OUTCOMES] as const
export type RuleOutcome = (typeof RULE_OUTCOMES)[number]

/** What a rule does when what it reads has no value: there is no default, on purpose. */
export const WHEN_UNKNOWN = ['skip', 'hit'] as const
export type WhenUnknown = (typeof WHEN_UNKNOWN)[number]

const whenUnknown = oneOf(WHEN_UNKNOWN, 'What happens when a signal that decides it is unknown.')

export const ruleTestSchema = closed({
  name: text('What the case shows.', 200),
  signals: Type.Record(Type.String({ pattern: '^[a-z0-9_.]{1,128}$' }), wireSignalSchema, {
    additionalProperties: false,
    maxProperties: 500,
    description: 'Values by signal; every other signal is unknown.',
  }),
  expect: oneOf(['hit', 'no_hit', 'unknown', 'error'], 'What must become of the rule.'),
  points: Type.Optional(points('Points that it must take.')),
})
export type RuleTest = Static<typeof ruleTestSchema>

/**
 * A part of the traffic that stays the same: by account, by email where there is none, by event
 * where there is neither.
 */
export const rolloutSchema = closed(
  {
    percent: Type.Number({
      description: 'Share of the traffic that it is in force for.',
      minimum: 0,
      maximum: 100,
    }),
    salt: Type.Optional(
      text(
        "Rules with the same salt are in force for the same part; the rule's id when absent.",
        64,
      ),
    ),
  },
  {
    description:
      'It is evaluated for a part of the traffic, and traced as `not_applied` for the rest.',
  },
)

/**
 * Points that grow with a number instead of being all or nothing: `least` at `from`, the rule's
 * `weight` at `to`, a straight line between them, and no more beyond. `from` may be above `to`.
 */
export const gradedWeightSchema = closed(
  {
    by: expression('The number, in the rule language.'),
    from: Type.Number({
      description: 'Where the points begin.',
      minimum: -GRADE_MAX,
      maximum: GRADE_MAX,
    }),
    to: Type.Number({
      description: 'Where they are the whole `weight`.',
      minimum: -GRADE_MAX,
      maximum: GRADE_MAX,
    }),
    least: Type.Optional(points('Points at `from`; 0 when absent.')),
  },
  {
    description:
      'Points that grow with a number. Where the number of a hit is unknown the rule is unknown, and `when_unknown: hit` takes the whole `weight`.',
  },
)
export type GradedWeight = Static<typeof gradedWeightSchema>

/**
 * One rule. It hits when `when` is true. A hit takes `weight` off the trust score (a negative
 * weight adds), and asks for `outcome` if there is one: a rule has either or both.
 */
export const ruleSchema = Type.Object(
  {
    id: name('Stable id, unique in the ruleset.'),
    when: expression('When it hits, in the rule language.'),
    when_unknown: whenUnknown,
    weight: Type.Optional(points('Points that a hit takes off the trust score.')),
    graded: Type.Optional(gradedWeightSchema),
    outcome: Type.Optional(oneOf(RULE_OUTCOMES, 'Outcome that a hit asks for.')),
    review_after: Type.Optional(reviewAfter()),
    reason: Type.Optional(text('Reason code; `RULE` when absent.', 64)),
    text: Type.Optional(text('What a hit means, for the analyst.', 500)),
    message: Type.Optional(translatedTextSchema),
    actions: Type.Optional(listOf(actionSchema, ACTIONS_MAX, 'What a hit asks to be done.')),
    enabled: Type.Optional(flag('`false`: the rule is kept and not evaluated.')),
    snoozed_until: Type.Optional(time('Until then it is evaluated and has no effect.')),
    rollout: Type.Optional(rolloutSchema),
    tests: Type.Optional(listOf(ruleTestSchema, TESTS_MAX, 'Cases, run before publishing.')),
  },
  {
    additionalProperties: false,
    anyOf: [{ required: ['weight'] }, { required: ['outcome'] }],
    description: 'One rule: with a weight, an outcome, or both.',
  },
)
export type Rule = Static<typeof ruleSchema>

/**
 * One top-level fact of the base ranking: known before any rule of the merchant's, from the IP
 * address and the postal addresses alone. A hit takes `weight` off.
 */
export const basePartSchema = closed({
  id: name('Stable id.'),
  when: expression('When the weight is taken off.'),
  when_unknown: whenUnknown,
  weight: Type.Number({ description: 'Points.', minimum: 0, maximum: 100 }),
  reason: Type.Optional(text('Reason code.', 64)),
})
export type BasePart = Static<typeof basePartSchema>

export const scorecardSchema = closed({
  base: closed({
    start: trust('The ranking when every fact is good.'),
    floor: Type.Optional(trust('The base ranking never falls below it.')),
    parts: listOf(basePartSchema, BASE_PARTS_MAX, 'The facts and their weights.'),
  }),
})
export type Scorecard = Static<typeof scorecardSchema>

/** A score exactly on a boundary goes to the milder side. */
export const thresholdsSchema = closed({
  reject_below: trust('Trust below this is declined.'),
  submit_to_processor: trust('Trust below this, and not declined, is reviewed.'),
  challenge_below: Type.Optional(trust('Trust below this, and not reviewed, is challenged.')),
})
export type RulesetThresholds = Static<typeof thresholdsSchema>

/** Where the words for a risk score begin: below `medium` it is low. */
export const riskLevelsSchema = closed({
  medium: trust('Risk from here on is medium.'),
  high: trust('Risk from here on is high.'),
  very_high: trust('Risk from here on is very high.'),
})
export type RiskLevels = Static<typeof riskLevelsSchema>
export const DEFAULT_RISK_LEVELS: RiskLevels = { medium: 30, high: 60, very_high: 85 }

/**
 * What follows from a decision: read after the score and outcome are known, so `when` may also
 * name `decision.risk_score`, `decision.trust_score`, `decision.risk_level`, `decision.outcome`,
 * and `decision.model_probability` where the shop has a model; with `expected_value` in the ruleset
 * also what each answer may be expected to bring.
 * It may make the outcome stricter, never milder.
 */
export const policySchema = closed({
  id: name('Stable id, unique in the ruleset.'),
  when: expression('When it applies, in the rule language.'),
  when_unknown: whenUnknown,
  outcome: Type.Optional(oneOf(['challenge', 'review', 'decline'], 'At least this outcome.')),
  review_after: Type.Optional(reviewAfter()),
  actions: Type.Optional(listOf(actionSchema, ACTIONS_MAX, 'What is to be done.')),
  text: Type.Optional(text('Why, for the analyst.', 500)),
})
export type Policy = Static<typeof policySchema>

/**
 * What answers cost: a policy may then read `expected_value.accept`, `.challenge`, `.review`,
 * `.decline` and `.best`, which weigh them with the probability that the model gives. They stand in the
 * ruleset and not in the settings of the shop, so that a decision can be repeated.
 */
export const expectedValueSchema = closed(
  {
    margin: share('Share of a good order that is earned with it: the gross margin.'),
    fraud_loss: share("Share of a fraud's amount that is lost."),
    dispute_fee: cost('What a fraud costs besides its amount.'),
    challenge_loss: share(
      'Share of good shoppers who leave when 3-D Secure is asked for: 0.05 is usual.',
    ),
    challenge_fee: cost('What asking for 3-D Secure costs.'),
    review_cost: cost('What a review costs: its minutes, and what a minute costs.'),
    answers: Type.Optional(
      Type.Array(oneOf(OUTCOMES, 'An answer.'), {
        minItems: 1,
        maxItems: OUTCOMES.length,
        uniqueItems: true,
        description: 'Among these `best` is chosen, for example without `review`; all when absent.',
      }),
    ),
  },
  {
    description:
      'What answers cost, in the currency of the shop: for `expected_value` in policies.',
  },
)
export type ExpectedValueCosts = Static<typeof expectedValueSchema>

const perOutcome = <Schema extends typeof translatedTextSchema | ReturnType<typeof actionList>>(
  schema: Schema,
) => ({ approve: schema, challenge: schema, review: schema, decline: schema })

const actionList = () => listOf(actionSchema, ACTIONS_MAX, 'What is to be done.')

/** A case for the whole ruleset. */
export const rulesetTestSchema = closed({
  name: text('What the case shows.', 200),
  signals: ruleTestSchema.properties.signals,
  expect: block(
    {
      outcome: oneOf(OUTCOMES, 'The outcome.'),
      trust_score: trust('The trust score.'),
      hits: listOf(name('A rule.'), RULES_MAX, 'Rules that must hit.'),
      no_hits: listOf(name('A rule.'), RULES_MAX, 'Rules that must not hit.'),
      actions: listOf(oneOf(ACTIONS, 'An action.'), ACTIONS_MAX, 'Actions that must be asked for.'),
    },
    'What must come out.',
  ),
})
export type RulesetTest = Static<typeof rulesetTestSchema>

/** The document that a merchant writes, as YAML or JSON. */
export const rulesetSchema = closed(
  {
    name: name('Stable name of the ruleset.'),
    checkpoints: Type.Array(oneOf(CHECKPOINTS, 'A checkpoint.'), {
      minItems: 1,
      maxItems: CHECKPOINTS.length,
      uniqueItems: true,
      description: 'Where it decides.',
    }),
    segment: Type.Optional(
      name('Whose events it decides there, a segment of the shop; those of `default` when absent.'),
    ),
    description: Type.Optional(text('What it is for.', 2000)),
    currency: Type.Optional(currencyCode("Currency of its amounts; the shop's when absent.")),
    scorecard: scorecardSchema,
    thresholds: thresholdsSchema,
    risk_levels: Type.Optional(riskLevelsSchema),
    lists: Type.Optional(listOf(name('A list.'), LISTS_MAX, 'The lists that the rules name.')),
    rules: listOf(ruleSchema, RULES_MAX, 'The rules, in the order in which they are shown.'),
    policy: Type.Optional(listOf(policySchema, RULES_MAX, 'What follows from the decision.')),
    expected_value: Type.Optional(expectedValueSchema),
    actions: Type.Optional(block(perOutcome(actionList()), 'What each outcome asks for.')),
    messages: Type.Optional(
      block(perOutcome(translatedTextSchema), 'What the shopper reads, by outcome and language.'),
    ),
    tests: Type.Optional(listOf(rulesetTestSchema, TESTS_MAX, 'Cases, run before publishing.')),
  },
  { description: 'A ruleset: scorecard, rules and what follows from them.' },
)
export type Ruleset = Static<typeof rulesetSchema>
