import { Type, type Static } from 'typebox'
import { exampleRuleset } from '../examples.ts'
import { rulesetDiffSchema } from '../ruleset-diff.ts'
import { rulesetSchema } from '../ruleset.ts'
import { closed, count, flag, listOf, text, time } from '../schema.ts'
import { pageOf, pageQuery, RULESET_BYTES_MAX, SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

const VERSION_MAX = 1_000_000
const ISSUES_MAX = 200
const VERSIONS_SHOWN_MAX = 200

export const rulesetName = Type.String({
  description: 'Name of the ruleset.',
  pattern: '^[a-z0-9][a-z0-9_-]{0,63}$',
  maxLength: 64,
})
export const rulesetVersionNumber = Type.Integer({
  description: 'Number of a version.',
  minimum: 1,
  maximum: VERSION_MAX,
})

const name = rulesetName
const version = rulesetVersionNumber

export const rulesetVersionSchema = closed({
  version,
  state: Type.Enum(['draft', 'shelved', 'published', 'retired'], {
    type: 'string',
    description: '`shelved`: a draft that ran beside the live version and was written over since.',
  }),
  note: text('Why it was made.', 1000),
  author: text('Who wrote it: the name of a key.', 128),
  created_at: time('When it was made.'),
  published_at: Type.Union([time('When it went live.'), Type.Null()]),
  published_by: Type.Union([text('Who put it live.', 128), Type.Null()]),
  approved_at: Type.Union([time('When somebody else approved it.'), Type.Null()]),
  approved_by: Type.Union([text('Who approved it.', 128), Type.Null()]),
})
export type RulesetVersion = Static<typeof rulesetVersionSchema>

/** A version that runs beside the live one. */
export const rulesetRunSchema = closed({
  version,
  started_at: time('When it began.'),
  started_by: text('Who began it: the name of a key.', 128),
  note: text('Why.', 1000),
})
export type RulesetRun = Static<typeof rulesetRunSchema>

const percent = Type.Number({
  description: 'Share of the traffic: of accounts, of emails where there is no account.',
  exclusiveMinimum: 0,
  exclusiveMaximum: 100,
})
export const rulesetRolloutSchema = closed({ ...rulesetRunSchema.properties, percent })

export const rulesetStateSchema = closed({
  name,
  published: Type.Union([version, Type.Null()]),
  draft: Type.Union([version, Type.Null()]),
  shadow: Type.Union([rulesetRunSchema, Type.Null()], {
    description: 'The version that decides live events too, without answering.',
  }),
  rollout: Type.Union([rulesetRolloutSchema, Type.Null()], {
    description: 'The version that decides a part of the traffic in place of the live one.',
  }),
  versions: listOf(rulesetVersionSchema, VERSIONS_SHOWN_MAX, 'Newest first.'),
})
export type RulesetState = Static<typeof rulesetStateSchema>

/** One thing that keeps a ruleset from going live. */
export const rulesetIssueSchema = closed({
  pointer: text('JSON pointer into the ruleset.', 1024),
  rule: Type.Union([text('Id of the rule.', 64), Type.Null()]),
  line: Type.Union([count('Line, from 1.', 1_000_000), Type.Null()]),
  column: Type.Union([count('Column, from 1.', 1_000_000), Type.Null()]),
  message: text('What is wrong and what to do.', 2000),
  snippet: Type.Union([text('The line and a caret under the place.', 9000), Type.Null()]),
})
export type RulesetIssue = Static<typeof rulesetIssueSchema>

export const rulesetCheckSchema = closed({
  ok: flag('It could be published.'),
  issues: listOf(rulesetIssueSchema, ISSUES_MAX, 'What is wrong.'),
  tests: closed({
    passed: count('Cases that came out as expected.'),
    failed: listOf(
      closed({ name: text('The case.', 200), message: text('What came out instead.', 2000) }),
      ISSUES_MAX,
      'Cases that did not.',
    ),
  }),
  reads: listOf(text('A signal.', 128), 2000, 'Signals that its rules read.'),
})
export type RulesetCheck = Static<typeof rulesetCheckSchema>

/** A ruleset as a document, or as the YAML that was written (comments are then kept). */
const source = {
  ruleset: Type.Optional(rulesetSchema),
  yaml: Type.Optional(text('The ruleset as YAML 1.2.', RULESET_BYTES_MAX)),
}
const eitherSource = {
  additionalProperties: false,
  oneOf: [{ required: ['ruleset'] }, { required: ['yaml'] }],
}

export const rulesetCheckRequestSchema = Type.Object(source, eitherSource)
export type RulesetCheckRequest = Static<typeof rulesetCheckRequestSchema>

const note = Type.Optional(text('Why.', 1000))
export const rulesetDraftRequestSchema = Type.Object({ ...source, note }, eitherSource)
export type RulesetDraftRequest = Static<typeof rulesetDraftRequestSchema>

export const rulesetRollBackRequestSchema = closed({ version, note })
export const rulesetPublishRequestSchema = closed({
  version,
  note,
  confirm: Type.Optional(
    flag('`true`: publish it although it would decline far more than is declined now.'),
  ),
})
export type RulesetPublishRequest = Static<typeof rulesetPublishRequestSchema>

export const rulesetDocumentSchema = closed({
  name,
  version: rulesetVersionSchema,
  ruleset: rulesetSchema,
  yaml: Type.Union([text('The YAML that was written.', RULESET_BYTES_MAX), Type.Null()]),
})
export type RulesetDocument = Static<typeof rulesetDocumentSchema>

export const rulesetDiffQuerySchema = closed({
  from: Type.Optional(
    Type.Integer({
      description: 'The first version; the live one when absent.',
      minimum: 1,
      maximum: VERSION_MAX,
    }),
  ),
  to: Type.Optional(
    Type.Integer({
      description: 'The second version; the draft when absent, or the newest.',
      minimum: 1,
      maximum: VERSION_MAX,
    }),
  ),
})
export type RulesetDiffQuery = Static<typeof rulesetDiffQuerySchema>

export const rulesetDiffAnswerSchema = closed({
  name,
  from: Type.Union([version, Type.Null()], { description: '`null`: compared with nothing.' }),
  to: version,
  ...rulesetDiffSchema.properties,
})
export type RulesetDiffAnswer = Static<typeof rulesetDiffAnswerSchema>

export const rolloutStartSchema = closed({
  percent,
  note,
  confirm: Type.Optional(
    flag('`true`: roll it out although it would decline far more than is declined now.'),
  ),
})
export type RolloutStart = Static<typeof rolloutStartSchema>

const byName = closed({ name })

export const rulesetRoutes = {
  listRulesets: {
    method: 'GET',
    path: '/v1/rulesets',
    tag: 'rulesets',
    summary: 'The rulesets of the shop',
    scope: 'read',
    query: closed(pageQuery),
    answers: { 200: { doc: 'A page of rulesets.', schema: pageOf(rulesetStateSchema) } },
    errors: [],
  },
  checkRuleset: {
    method: 'POST',
    path: '/v1/rulesets/check',
    tag: 'rulesets',
    summary: 'Check a ruleset and run its cases; nothing is stored',
    scope: 'rules',
    body: rulesetCheckRequestSchema,
    bodyExample: { ruleset: exampleRuleset },
    bodyBytesMax: RULESET_BYTES_MAX,
    answers: { 200: { doc: 'What was found.', schema: rulesetCheckSchema } },
    errors: [],
  },
  getRuleset: {
    method: 'GET',
    path: '/v1/rulesets/{name}',
    tag: 'rulesets',
    summary: 'The versions of a ruleset',
    scope: 'read',
    params: byName,
    answers: { 200: { doc: 'Its versions.', schema: rulesetStateSchema } },
    errors: ['not_found'],
  },
  getRulesetVersion: {
    method: 'GET',
    path: '/v1/rulesets/{name}/versions/{version}',
    tag: 'rulesets',
    summary: 'One version of a ruleset',
    scope: 'read',
    params: closed({ name, version }),
    answers: { 200: { doc: 'The document.', schema: rulesetDocumentSchema } },
    errors: ['not_found'],
  },
  diffRuleset: {
    method: 'GET',
    path: '/v1/rulesets/{name}/diff',
    tag: 'rulesets',
    summary: 'What is other in one version than in another, rule by rule',
    scope: 'read',
    params: byName,
    query: rulesetDiffQuerySchema,
    answers: { 200: { doc: 'The differences.', schema: rulesetDiffAnswerSchema } },
    errors: ['not_found'],
  },
  putRulesetDraft: {
    method: 'PUT',
    path: '/v1/rulesets/{name}/draft',
    tag: 'rulesets',
    summary: 'Write the draft; it need not be right yet',
    scope: 'rules',
    params: byName,
    body: rulesetDraftRequestSchema,
    bodyExample: { ruleset: exampleRuleset, note: 'first version' },
    bodyBytesMax: RULESET_BYTES_MAX,
    answers: { 200: { doc: 'The draft was kept.', schema: rulesetStateSchema } },
    errors: ['invalid_ruleset', 'version_conflict'],
  },
  publishRuleset: {
    method: 'POST',
    path: '/v1/rulesets/{name}/publish',
    tag: 'rulesets',
    summary: 'Put the draft live, if it type-checks and its cases pass',
    scope: 'rules',
    params: byName,
    body: rulesetPublishRequestSchema,
    bodyExample: { version: 1, note: 'reviewed' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'It is live.', schema: rulesetStateSchema } },
    errors: [
      'not_found',
      'invalid_ruleset',
      'ruleset_tests_failed',
      'version_conflict',
      'confirmation_needed',
      'approval_needed',
    ],
  },
  approveRuleset: {
    method: 'POST',
    path: '/v1/rulesets/{name}/versions/{version}/approve',
    tag: 'rulesets',
    summary: "Approve somebody else's draft, so that its author may publish it",
    scope: 'rules',
    params: closed({ name, version }),
    answers: { 200: { doc: 'It is approved.', schema: rulesetStateSchema } },
    errors: ['not_found', 'version_conflict', 'approval_needed'],
  },
  startRollout: {
    method: 'POST',
    path: '/v1/rulesets/{name}/versions/{version}/rollout',
    tag: 'rulesets',
    summary:
      'Let a version decide a part of the traffic in place of the live one, or change the part',
    scope: 'rules',
    params: closed({ name, version }),
    body: rolloutStartSchema,
    bodyExample: { percent: 10, note: 'a tenth first' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'It decides its part.', schema: rulesetStateSchema } },
    errors: [
      'not_found',
      'invalid_ruleset',
      'ruleset_tests_failed',
      'version_conflict',
      'confirmation_needed',
      'approval_needed',
    ],
  },
  endRollout: {
    method: 'DELETE',
    path: '/v1/rulesets/{name}/versions/{version}/rollout',
    tag: 'rulesets',
    summary: 'Let the live version decide all of the traffic again',
    scope: 'rules',
    params: closed({ name, version }),
    answers: { 204: { doc: 'It has ended.', schema: null } },
    errors: ['not_found'],
  },
  rollBackRuleset: {
    method: 'POST',
    path: '/v1/rulesets/{name}/rollback',
    tag: 'rulesets',
    summary: 'Put an earlier version live again, as a new version',
    scope: 'rules',
    params: byName,
    body: rulesetRollBackRequestSchema,
    bodyExample: { version: 1, note: 'too many reviews' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'It is live.', schema: rulesetStateSchema } },
    errors: ['not_found', 'invalid_ruleset', 'version_conflict'],
  },
} as const satisfies Record<string, Route>
