import { Type, type Static } from 'typebox'
import { CHECKPOINTS } from './event/event-types.ts'
import { closed, flag, id, listOf, oneOf, text } from './schema.ts'

/** From the mildest to the hardest. */
export const OUTCOMES = ['approve', 'challenge', 'review', 'decline'] as const
export type Outcome = (typeof OUTCOMES)[number]

export const RISK_LEVELS = ['low', 'medium', 'high', 'very_high'] as const
export type RiskLevel = (typeof RISK_LEVELS)[number]

/**
 * What became of a rule. `unknown`: a signal it needs has no value and nothing else settled it.
 * `error`: it could not be evaluated. `snoozed`: switched off for now by a person. `not_applied`: it
 * is rolled out to a part of the traffic that this event is not in. The order is the number that is
 * stored of it: append only.
 */
export const RULE_RESULTS = ['hit', 'no_hit', 'unknown', 'error', 'snoozed', 'not_applied'] as const
export type RuleResult = (typeof RULE_RESULTS)[number]

/** `observe`: decides and records, answers `approve`, and acts on nothing. */
export const MODES = ['enforce', 'observe'] as const
export type Mode = (typeof MODES)[number]

/** What a decision may ask the shop, the connector or the outbox to do. */
export const ACTIONS = [
  'capture',
  'void',
  'cancel',
  'hold',
  'release',
  'refund',
  'request_3ds',
  'captcha',
  'silent_captcha',
  'otp',
  'require_login',
  'require_inspection',
  'block_account',
  'close_account',
  'stop_shipment',
  'block_network',
  'open_case',
  'set_status',
  'notify',
] as const
export type ActionKind = (typeof ACTIONS)[number]

export const RULES_MAX = 1000
const REASONS_MAX = 200
const ACTIONS_MAX = 50
const SIGNALS_MAX = 2000
const CONTRIBUTIONS_MAX = 500
/** Longest text that a signal may hold; an unknown's reason is a word of the code. */
const SIGNAL_TEXT_LENGTH_MAX = 4096
const SIGNAL_LIST_ITEMS_MAX = 1000

const score = (description: string) => Type.Number({ description, minimum: 0, maximum: 100 })
const points = (description: string) =>
  Type.Number({ description, minimum: -1_000_000, maximum: 1_000_000 })
const version = (description: string) => text(description, 255)

const actionTarget = () =>
  text('Whom or what: a channel, a queue, a role; of `set_status` the status of the order.', 128)

/** What an action that failed may ask for instead, one after the other. */
export const FALLBACKS_MAX = 5

export const onFailureSchema = closed(
  {
    actions: Type.Array(
      closed({ kind: oneOf(ACTIONS, 'What to do.'), target: Type.Optional(actionTarget()) }),
      {
        minItems: 1,
        maxItems: FALLBACKS_MAX,
        description: 'The first is asked for; when that one fails, the next.',
      },
    ),
    within_minutes: Type.Optional(
      Type.Integer({
        description:
          'An action that nobody has reported for so long counts as failed; without it only what the shop says does.',
        minimum: 1,
        maximum: 10_080,
      }),
    ),
  },
  { description: 'What is asked for when it fails.' },
)

export const actionSchema = closed({
  kind: oneOf(ACTIONS, 'What to do.'),
  target: Type.Optional(actionTarget()),
  reason: Type.Optional(id('The rule or trigger that asked for it.')),
  on_failure: Type.Optional(onFailureSchema),
  quiet_minutes: Type.Optional(
    Type.Integer({
      description:
        'Of `notify`: who was told is not told again under the same target for so long. Every decision still carries the action.',
      minimum: 1,
      maximum: 1440,
    }),
  ),
})
export type Action = Static<typeof actionSchema>

export const decisionReasonSchema = closed({
  code: text('A reason code: `docs/reference/reasons.md`.', 64),
  text: text('What it means, for an analyst.', 1024),
  points: points('What it took off the trust score; 0 where it took none.'),
  signal: Type.Optional(text('Of `MODEL_SIGNAL`: the signal that speaks for fraud.', 128)),
  contribution: Type.Optional(
    Type.Number({
      description: 'Of `MODEL_SIGNAL`: what the signal added to what the model says, in log-odds.',
    }),
  ),
})
export type DecisionReason = Static<typeof decisionReasonSchema>

export const ruleTraceSchema = closed({
  id: id('Id of the rule in its ruleset.'),
  result: oneOf(RULE_RESULTS, 'What became of it.'),
  points: points('What it took off the trust score.'),
})
export type RuleTrace = Static<typeof ruleTraceSchema>

/** An `Unknown` on the wire. */
export const wireUnknownSchema = closed({ unknown: text('Why there is no value.', 64) })
export type WireUnknown = Static<typeof wireUnknownSchema>

/** A signal on the wire: its value, or `{"unknown": "reason"}`. Timestamps are milliseconds. */
export const wireSignalSchema = Type.Union([
  Type.Boolean(),
  Type.Number(),
  Type.String({ maxLength: SIGNAL_TEXT_LENGTH_MAX }),
  Type.Array(Type.String({ maxLength: SIGNAL_TEXT_LENGTH_MAX }), {
    maxItems: SIGNAL_LIST_ITEMS_MAX,
  }),
  wireUnknownSchema,
])
export type WireSignal = Static<typeof wireSignalSchema>

export const modelTraceSchema = closed({
  version: version('Version of the model.'),
  probability: Type.Number({ description: 'Calibrated probability.', minimum: 0, maximum: 1 }),
  contributions: listOf(
    closed({
      signal: text('Name of the signal.', 128),
      contribution: Type.Number({ description: 'In log-odds; positive speaks for fraud.' }),
    }),
    CONTRIBUTIONS_MAX,
    'What each signal added, largest first.',
  ),
})
export type ModelTrace = Static<typeof modelTraceSchema>

export const anomalyTraceSchema = closed(
  {
    version: version('SHA-256 of the anomaly model.'),
    percentile: Type.Number({
      description:
        'The signal `anomaly.percentile`: the share of its orders that are less strange.',
      minimum: 0,
      maximum: 1,
    }),
    contributions: listOf(
      closed({
        signal: text('Name of the signal.', 128),
        contribution: Type.Number({
          description:
            'How many random cuts sooner it set the event apart; positive makes it stranger.',
        }),
      }),
      CONTRIBUTIONS_MAX,
      'What made it strange, largest first; told when a decision is read.',
    ),
  },
  {
    description:
      'How unlike the orders of the shop it is; absent where no anomaly model is in force. Decides nothing by itself: rules may ask for it.',
  },
)
export type AnomalyTrace = Static<typeof anomalyTraceSchema>

/**
 * The answer of the gate, and the row that is stored: the same body. `trust_score` is
 * 100 - `risk_score`. In `observe` mode `outcome` is `approve` and `would_be_outcome` says what
 * enforcing would have answered; in `enforce` mode the two are equal.
 */
export const decisionSchema = closed({
  id: id('Id of the decision.'),
  event_id: id('Id of the event that was decided.'),
  checkpoint: oneOf(CHECKPOINTS, 'Where it was decided.'),
  mode: oneOf(MODES, 'Whether the outcome binds.'),
  outcome: oneOf(OUTCOMES, 'What the shop is told to do.'),
  would_be_outcome: oneOf(OUTCOMES, 'The outcome had the gate been enforcing.'),
  risk_score: score('0 to 100, high is bad.'),
  trust_score: score('100 - `risk_score`: the ranking of the carts.'),
  risk_level: oneOf(RISK_LEVELS, 'The score in a word.'),
  actions: listOf(actionSchema, ACTIONS_MAX, 'What is to be done.'),
  reasons: listOf(decisionReasonSchema, REASONS_MAX, 'Why, most important first.'),
  let_through: Type.Optional(
    oneOf(
      ['review', 'decline'] as const,
      'What the score says of an order that the shop’s setting `let_through_percent` let through.',
    ),
  ),
  review_after: Type.Optional(
    flag('Declined at once, and a person is to look at it: they may let it go on (`override`).'),
  ),
  segment: Type.Optional(
    text('The segment of the shop that the event is in; absent where the shop has none.', 64),
  ),
  rules: listOf(ruleTraceSchema, RULES_MAX, 'Every rule and what became of it.'),
  signals: Type.Record(Type.String({ pattern: '^[a-z0-9_.]{1,128}$' }), wireSignalSchema, {
    additionalProperties: false,
    maxProperties: SIGNALS_MAX,
    description:
      'Every signal that has a value, or is unknown for a reason of its own. One that is not here is unknown because the event does not carry what it is read from (`not_sent`). One whose value says who a person is shows `withheld`.',
  }),
  estimated: listOf(
    text('Name of a signal.', 128),
    SIGNALS_MAX,
    'Signals whose value is an estimate: windows of an entity with more events than are counted one by one, or of which a part was let go to stay within the memory limit.',
  ),
  model: Type.Union([modelTraceSchema, Type.Null()]),
  anomaly: Type.Optional(anomalyTraceSchema),
  versions: closed({
    ruleset: version('Ruleset, as `name@number`.'),
    model: Type.Union([version('Model.'), Type.Null()]),
    lists: version('State of the lists.'),
    reference: version('State of the reference data.'),
    segments: Type.Optional(
      version('Settings of the shop that say what its segments are, as `settings@number`.'),
    ),
  }),
  rescored_from: Type.Union([
    id('The first decision about this order, which this one replaces.'),
    Type.Null(),
  ]),
  degraded: flag(
    'Decided while the database was away; an open order is scored again when it is back.',
  ),
  override: Type.Optional(
    closed(
      {
        by: text('Who: the name of a key.', 128),
        why: text('Why.', 1000),
      },
      { description: 'A person decided this; what is learned later does not undo it.' },
    ),
  ),
  after_failure: Type.Optional(
    closed(
      { decision_id: id('The decision that asked for it.'), kind: oneOf(ACTIONS, 'The action.') },
      { description: 'An action failed: this asks for what its ruleset names instead.' },
    ),
  ),
  message: text('For the shopper: says nothing of why. Empty when there is nothing to say.', 1024),
})
export type Decision = Static<typeof decisionSchema>
