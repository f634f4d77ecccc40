import { Type, type Static } from 'typebox'
import { pageQuery } from './routes/route.ts'
import { closed, id, oneOf, text, time } from './schema.ts'

/** What the audit log is about. */
export const AUDIT_KINDS = [
  'settings',
  'ruleset',
  'list',
  'key',
  'model',
  'snooze',
  'webhook',
  'circle',
  'own_domain',
  'record',
] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

/** What of a thing is different, by name; a value is any JSON, as the thing holds it. */
const state = (description: string) =>
  Type.Union([
    Type.Object({}, { description, additionalProperties: true, maxProperties: 200 }),
    Type.Null(),
  ])

export const auditEntrySchema = closed({
  id: id('Id of the entry.'),
  at: time('When.'),
  kind: oneOf(AUDIT_KINDS, 'What was changed.'),
  subject: text('Which one: a name, an id, `starter@4`.'),
  action: text('What was done: `created`, `published`, `revoked` ...', 64),
  by: text('Who: the name of a key, who was at the command line, or a user of the database.'),
  note: text('Why, where somebody said it.', 4096),
  before: state('What of it was different before, in short; `null`: nothing was there.'),
  after: state('What it is since, in short; `null`: it is gone.'),
})
/** A change of what decides. */
export type AuditEntry = Static<typeof auditEntrySchema>

export const auditQuerySchema = closed({
  ...pageQuery,
  kind: Type.Optional(oneOf(AUDIT_KINDS, 'Only changes of these.')),
  by: Type.Optional(text('Only what this one did.')),
  from: Type.Optional(time('At or after.')),
  to: Type.Optional(time('Before.')),
  q: Type.Optional(
    Type.String({
      description: 'A text that stands in the entry somewhere, however it is capitalised.',
      minLength: 1,
      maxLength: 200,
    }),
  ),
})
export type AuditQuery = Static<typeof auditQuerySchema>
