import { Type, type Static } from 'typebox'
import { EVENT_SCHEMAS } from '../event/any-event.ts'
import { EVENT_KINDS, EVENT_TYPES, type EventType } from '../event/event-types.ts'
import { exampleDispute, exampleLabel } from '../examples.ts'
import { labelAnswerSchema, labelSchema } from '../label.ts'
import { closed, id, oneOf, time } from '../schema.ts'
import { EVENT_BYTES_MAX, SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

export const eventRequestSchema = Type.Union(
  EVENT_KINDS.map((kind) => EVENT_SCHEMAS[kind]),
  { description: 'Any event; `event.type` says which.' },
)

const types = Object.keys(EVENT_TYPES) as [EventType, ...EventType[]]

export const eventAnswerSchema = closed({
  id: id('Id of the record.'),
  event_id: id('Id of the event.'),
  type: oneOf(types, 'What was recorded.'),
  received_at: time('When it arrived.'),
})
export type EventAnswer = Static<typeof eventAnswerSchema>

export const eventRoutes = {
  postEvent: {
    method: 'POST',
    path: '/v1/events',
    tag: 'events',
    summary: 'Record any event without deciding it; windows count it',
    scope: 'record',
    body: eventRequestSchema,
    bodyExample: exampleDispute,
    eventKinds: EVENT_KINDS,
    bodyBytesMax: EVENT_BYTES_MAX,
    idempotent: true,
    answers: { 201: { doc: 'Recorded.', schema: eventAnswerSchema } },
    errors: ['shop_not_allowed', 'unknown_event_type', 'invalid_money'],
  },
  postLabel: {
    method: 'POST',
    path: '/v1/labels',
    tag: 'events',
    summary: 'Say what an event turned out to be',
    scope: 'record',
    body: labelSchema,
    bodyExample: exampleLabel,
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    idempotent: true,
    answers: { 201: { doc: 'Recorded.', schema: labelAnswerSchema } },
    errors: ['shop_not_allowed', 'invalid_money'],
  },
} as const satisfies Record<string, Route>
