import { Type, type Static } from 'typebox'
import { costsSchema } from './backtest.ts'
import { RULES_MAX } from './decision.ts'
import { LABEL_NAMES } from './label.ts'
import {
  amount,
  closed,
  count,
  currencyCode,
  flag,
  id,
  listOf,
  oneOf,
  text,
  time,
} from './schema.ts'

/** Pairs of rules that are told: enough to see which rules say the same. */
export const OVERLAPS_MAX = 50
const VERSIONS_MAX = 100

const share = (description: string) => Type.Number({ description, minimum: 0, maximum: 1 })
const shareOrNull = (description: string) =>
  Type.Union([share(description), Type.Null()], {
    description: `${description} \`null\`: nothing to divide by.`,
  })
const money = (description: string) => Type.Number({ description })

/** Decisions of one part of the traffic and what they turned out to be. */
export const armSchema = closed({
  decisions: count('Decisions.'),
  amount: amount('What they are worth.'),
  stopped: count('Of those, not approved.'),
  fraud: count('Labelled as fraud.'),
  good: count('Labelled as good.'),
  precision: shareOrNull('Share of fraud among the labelled ones that were not approved.'),
  recall: shareOrNull('Share of the labelled fraud that was not approved.'),
  saved: money('What stopping fraud saved.'),
  lost: money('What stopping, reviewing or challenging good orders cost.'),
})
export type ArmStatistics = Static<typeof armSchema>

export const ruleStatisticsSchema = closed({
  id: id('The fact, rule or policy.'),
  evaluated: count('Decisions that it was evaluated for: in force and not snoozed.'),
  hits: count('Of those, hit.'),
  share: shareOrNull('Share of hits among them.'),
  unknown: count('Of those, it could not be told.'),
  errors: count('Of those, it failed.'),
  snoozed: count('Decisions on which it was snoozed.'),
  not_applied: count('Decisions outside of the part that it is rolled out to.'),
  fraud: count('Hits labelled as fraud.'),
  good: count('Hits labelled as good.'),
  precision: shareOrNull('Share of fraud among its labelled hits.'),
  recall: shareOrNull('Share of the labelled fraud that it was evaluated for and hit.'),
  saved: money('Its part of what stopping fraud saved.'),
  lost: money('Its part of what stopping, reviewing or challenging good orders cost.'),
  arms: Type.Union([closed({ in_force: armSchema, rest: armSchema }), Type.Null()], {
    description:
      'What was decided where it is rolled out to, and elsewhere; `null`: it is in force for all.',
  }),
})
export type RuleStatistics = Static<typeof ruleStatisticsSchema>

/** Orders that their score stops and that were let through at random. */
export const letThroughStatisticsSchema = closed({
  outcome: oneOf(['review', 'decline'], 'What their score says.'),
  decisions: count('Orders that were let through.'),
  fraud: count('Of those, labelled as fraud.'),
  good: count('Of those, labelled as good: the score would have stopped them wrongly.'),
  unlabelled: count('Of those, without a label that says yes or no.'),
  immature: count('Of those, too young for their label to count.'),
  rate: shareOrNull('Estimated share of good orders among all that the score gives this outcome.'),
  interval: Type.Union(
    [closed({ low: share('Its lower end.'), high: share('Its upper end.') }), Type.Null()],
    { description: '95 % Wilson score interval of it; `null`: no label counts yet.' },
  ),
  stopped_good: count('Good orders that the labelled ones stand for, by the share let through.'),
  revenue_lost: money('What those are worth.'),
  margin_lost: money('The margin in that.'),
})
export type LetThroughStatistics = Static<typeof letThroughStatisticsSchema>

/** What the rules of a ruleset did on live traffic. */
export const rulesetStatisticsSchema = closed({
  name: text('Name of the ruleset.', 64),
  from: time('Decisions from here on; not before its first version was written.'),
  to: time('Decisions before this.'),
  complete: flag('`false`: the time limit came first; `to` says how far it got.'),
  sampled: flag('`true`: some from every part of the time, not all.'),
  decisions: count('Decisions that were read.'),
  currency: currencyCode(),
  costs: Type.Required(costsSchema, { additionalProperties: false }),
  labels: closed({
    maturity_days: count('Labels of younger decisions were not counted.'),
    fraud: count('Decisions labelled as fraud.'),
    good: count('Decisions labelled as good.'),
    immature: count('Decisions whose label was not counted, because they are too young.'),
  }),
  by_label: listOf(
    closed({
      label: oneOf(LABEL_NAMES, 'What it turned out to be.'),
      decisions: count('Decisions with it as their newest label.'),
      amount: amount('What they are worth.'),
      stopped: count('Of those, not approved.'),
      is_fraud: Type.Union([flag('Whether it counts as fraud here.'), Type.Null()], {
        description: '`null`: an opinion, or a fraud that rules on orders are not to blame for.',
      }),
    }),
    LABEL_NAMES.length,
    'Each kind of label told apart, most decisions first.',
  ),
  let_through: listOf(
    letThroughStatisticsSchema,
    2,
    'False declines, measured by what was let through at random; none where nothing was.',
  ),
  versions: listOf(
    closed({ ruleset: text('Version, as `name@number`.', 255), ...armSchema.properties }),
    VERSIONS_MAX,
    'What each version decided, most decisions first: the arms of a roll-out stand side by side.',
  ),
  rules: listOf(ruleStatisticsSchema, 3 * RULES_MAX, 'Every rule, most hits first.'),
  overlaps: listOf(
    closed({
      rules: Type.Array(id('A rule.'), {
        minItems: 2,
        maxItems: 2,
        description: 'The two rules.',
      }),
      both: count('Decisions that both hit.'),
      jaccard: share('Those, of the decisions that either of them hit.'),
    }),
    OVERLAPS_MAX,
    'Pairs of rules that most often hit together, most often first.',
  ),
})
export type RulesetStatistics = Static<typeof rulesetStatisticsSchema>
