import { Type, type Static } from 'typebox'
import { BLOCKLIST_KINDS } from './blocklist.ts'
import { pageQuery } from './routes/route.ts'
import { closed, count, id, listOf, oneOf, text, time } from './schema.ts'

/** Who is asked, where it stands, what may happen to it. */
export const TAKEDOWN_ROLES = ['host', 'registrar', 'cdn', 'browser'] as const
export const TAKEDOWN_STATES = [
  'drafted',
  'sent',
  'acknowledged',
  'refused',
  'down',
  'resurfaced',
  'closed',
] as const
export const TAKEDOWN_EVENTS = [
  'sent',
  'acknowledged',
  'refused',
  'seen_down',
  'seen_up',
  'closed',
] as const

const STEPS_MAX = 200
const subject = {
  kind: oneOf(BLOCKLIST_KINDS, 'What is to go.'),
  key: text('The name, address of a page, or IP address, in its one spelling.', 2048),
  role: oneOf(TAKEDOWN_ROLES, 'Who is asked.'),
}

export const takedownDraftSchema = closed({
  ...subject,
  contact: Type.Optional(text('Mail address or web form of who is asked.', 320)),
})
export type TakedownDraft = Static<typeof takedownDraftSchema>

export const takedownStepSchema = closed({
  event: oneOf(TAKEDOWN_EVENTS, 'What happened.'),
  note: Type.Optional(text('What was said, or seen.', 1000)),
})
export type TakedownStepDraft = Static<typeof takedownStepSchema>

export const takedownSchema = closed({
  id: id('Id of the takedown.'),
  ...subject,
  contact: text('Mail address or web form of who is asked; empty: none is known.', 320),
  state: oneOf(TAKEDOWN_STATES, 'Where it stands.'),
  created_at: time('When it was drafted.'),
  due_at: Type.Union([time('When something is to be done about it.'), Type.Null()]),
  is_late: Type.Boolean({ description: 'It is past that time.' }),
  sent: count('How often it was sent.', STEPS_MAX),
  resurfaced: count('How often the site came back.', STEPS_MAX),
  down_after_s: Type.Union([
    Type.Number({ description: 'Seconds from the first sending until it was gone.', minimum: 0 }),
    Type.Null(),
  ]),
  steps: listOf(
    closed({
      event: oneOf(TAKEDOWN_EVENTS, 'What happened.'),
      at: time('When.'),
      by: text('Name of the key.'),
      note: text('What was said, or seen.', 1000),
    }),
    STEPS_MAX,
    'Oldest first.',
  ),
})
export type ShownTakedown = Static<typeof takedownSchema>

export const takedownsQuerySchema = closed({
  ...pageQuery,
  state: Type.Optional(oneOf(TAKEDOWN_STATES, 'Only these.')),
})

/** What is sent: as mail, with the report beside it. */
export const takedownReportSchema = closed({
  to: text('Mail address or web form; empty: none is known.', 320),
  subject: text('Subject of the mail.', 500),
  text: text('Plain text.', 65_536),
  xarf: Type.Object({}, { description: 'XARF 3.', additionalProperties: true, maxProperties: 20 }),
})
export type TakedownReport = Static<typeof takedownReportSchema>

export const takedownReportRequestSchema = closed({
  organisation: Type.String({ description: 'Who reports.', minLength: 3, maxLength: 200 }),
  domain: Type.String({
    description: 'Domain of who reports.',
    pattern: '^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z0-9-]{2,63}$',
    maxLength: 253,
  }),
  email: Type.String({
    description: 'Where answers go.',
    pattern: '^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}$',
    maxLength: 320,
  }),
})
export type TakedownReportRequest = Static<typeof takedownReportRequestSchema>
