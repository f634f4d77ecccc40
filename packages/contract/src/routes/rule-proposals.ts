import { Type, type Static } from 'typebox'
import { ruleSchema } from '../ruleset.ts'
import { closed, count, listOf, text } from '../schema.ts'
import { SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

/** What a merchant can say about one rule in their own words. */
const WISH_LENGTH_MAX = 2000
const YAML_LENGTH_MAX = 65_536

export const ruleProposalRequestSchema = closed({
  text: Type.String({
    description:
      'What the rule is to do, in any language. It is sent to the text model as it stands.',
    minLength: 1,
    maxLength: WISH_LENGTH_MAX,
  }),
})
export type RuleProposalRequest = Static<typeof ruleProposalRequestSchema>

export const ruleProposalSchema = closed({
  rule: ruleSchema,
  yaml: text('The same as an item of `rules:`, to be put into a draft.', YAML_LENGTH_MAX),
  reads: listOf(text('A signal.', 128), 2000, 'Signals that it reads.'),
  tests: Type.Integer({ description: 'Its cases, all of which pass.', minimum: 2, maximum: 500 }),
  rounds: count('How often the model was asked until the rule type-checked.', 10),
  model: text('Who wrote it.', 200),
})
export type RuleProposal = Static<typeof ruleProposalSchema>

export const ruleProposalRoutes = {
  proposeRule: {
    method: 'POST',
    path: '/v1/rules/propose',
    tag: 'rulesets',
    summary: 'A rule from a sentence: type-checked, with cases that pass; nothing is stored',
    scope: 'rules',
    body: ruleProposalRequestSchema,
    bodyExample: { text: 'hold orders over 500 euro that ship to a freight forwarder' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'A rule for somebody to read.', schema: ruleProposalSchema } },
    errors: ['no_proposal', 'not_configured', 'text_model_failed'],
  },
} as const satisfies Record<string, Route>
