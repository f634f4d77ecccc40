import { Type, type Static } from 'typebox'
import { closed, count, flag, id, listOf, oneOf, text, time } from './schema.ts'

/**
 * What a shop can be told of. `action.asked`: one event for each action of a decision, in their
 * order.
 */
export const WEBHOOK_EVENTS = [
  'decision.created',
  'decision.rescored',
  'action.asked',
  'label.created',
  'monitor.alert',
  'training.ended',
] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/** What a delivery tells: `alert` is a text for a chat, `digest` how many of them were held back. */
export const DELIVERED_EVENTS = [...WEBHOOK_EVENTS, 'alert', 'digest'] as const
export type DeliveredEvent = (typeof DELIVERED_EVENTS)[number]

/**
 * `events`: signed JSON for a program. `chat`: a text for people (`{"text": "..."}`, as Slack,
 * Mattermost and Rocket.Chat take it) for every decision that asks for `notify`.
 */
export const WEBHOOK_KINDS = ['events', 'chat'] as const
export type WebhookKind = (typeof WEBHOOK_KINDS)[number]

export const WEBHOOK_URL_LENGTH_MAX = 2048
/** How long the secret before stays valid when nothing else is said. */
export const ROTATION_OVERLAP_HOURS = 24
const ROTATION_OVERLAP_HOURS_MAX = 168
const ERROR_LENGTH_MAX = 1000

const url = Type.String({
  description:
    'Where to: `https`, a public address; others only where the operator allows them (`WEBHOOK_ALLOWED_ORIGINS`).',
  minLength: 1,
  maxLength: WEBHOOK_URL_LENGTH_MAX,
})
const events = listOf(
  oneOf(WEBHOOK_EVENTS, 'Kind of event.'),
  WEBHOOK_EVENTS.length,
  'What it is told of; empty for a chat.',
)
const enabled = flag('Nothing is sent while it is `false`, and what happens meanwhile is not kept.')

export const webhookDraftSchema = closed({
  kind: Type.Optional(oneOf(WEBHOOK_KINDS, '`events` when absent.')),
  url,
  events: Type.Optional(events),
  enabled: Type.Optional(enabled),
})
export type WebhookDraft = Static<typeof webhookDraftSchema>

export const webhookChangeSchema = closed({
  url: Type.Optional(url),
  events: Type.Optional(events),
  enabled: Type.Optional(enabled),
})
export type WebhookChange = Static<typeof webhookChangeSchema>

const orNone = (schema: ReturnType<typeof time>) => Type.Union([schema, Type.Null()])

export const webhookSchema = closed({
  id: id('Id of the webhook.'),
  kind: oneOf(WEBHOOK_KINDS, 'Whom it speaks to.'),
  url,
  events,
  enabled,
  created_at: time('When it was made.'),
  created_by: text('Who made it: the name of a key.', 128),
  old_secret_until: orNone(time('Until then the secret before the last rotation signs too.')),
  failing_since: orNone(time('Since when nothing has come through; `null`: the last one did.')),
  last_error: Type.Union([text('Why the last failure failed.', ERROR_LENGTH_MAX), Type.Null()]),
  last_error_at: orNone(time('When that was.')),
})
export type Webhook = Static<typeof webhookSchema>

/** The only two answers that show a secret: it is not kept, but made again when it is needed. */
export const webhookWithSecretSchema = closed({
  ...webhookSchema.properties,
  secret: text('`whsec_` and base64: signs what is sent. It is not shown again.', 128),
})
export type WebhookWithSecret = Static<typeof webhookWithSecretSchema>

export const webhookRotationSchema = closed({
  overlap_hours: Type.Optional(
    Type.Integer({
      description: `How long the secret before signs too; ${ROTATION_OVERLAP_HOURS} when absent, 0: it is void at once.`,
      minimum: 0,
      maximum: ROTATION_OVERLAP_HOURS_MAX,
    }),
  ),
})
export type WebhookRotation = Static<typeof webhookRotationSchema>

export const DELIVERY_STATES = ['waiting', 'dead'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** What has not been delivered. What has been is not kept. */
export const deliverySchema = closed({
  id: Type.Integer({ description: 'Id of the delivery.', minimum: 1 }),
  event: oneOf(DELIVERED_EVENTS, 'What it tells.'),
  about: id('The decision, label, alert or training that it is about; of a digest, the webhook.'),
  state: oneOf(DELIVERY_STATES, '`dead`: given up, until somebody sends it again.'),
  attempts: count('How often it was tried.'),
  next_attempt_at: orNone(time('When it is tried again.')),
  last_error: Type.Union([text('Why it failed.', ERROR_LENGTH_MAX), Type.Null()]),
  created_at: time('When it was due first.'),
})
export type Delivery = Static<typeof deliverySchema>

export const resentSchema = closed({ resent: count('Deliveries that are tried again.') })
export type Resent = Static<typeof resentSchema>
