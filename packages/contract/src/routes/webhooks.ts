import { Type, type Static } from 'typebox'
import { closed, id, listOf, oneOf } from '../schema.ts'
import {
  DELIVERY_STATES,
  deliverySchema,
  resentSchema,
  webhookChangeSchema,
  webhookDraftSchema,
  webhookRotationSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from '../webhook.ts'
import { pageOf, pageQuery, SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

/** Who has more wants a queue of their own behind one of them. */
export const WEBHOOKS_MAX = 20

const params = closed({ webhook_id: id('Id of the webhook.') })

export const deliverySearchSchema = closed({
  ...pageQuery,
  state: Type.Optional(oneOf(DELIVERY_STATES, 'Only these.')),
})
export type DeliverySearch = Static<typeof deliverySearchSchema>

const EXAMPLE = {
  url: 'https://shop.example/hooks/gatehouse',
  events: ['decision.created', 'action.asked'],
}

export const webhookRoutes = {
  listWebhooks: {
    method: 'GET',
    path: '/v1/webhooks',
    tag: 'webhooks',
    summary: 'Every webhook of the shop, oldest first',
    scope: 'admin',
    answers: {
      200: {
        doc: 'The webhooks, without their secrets.',
        schema: closed({ items: listOf(webhookSchema, WEBHOOKS_MAX, 'The webhooks.') }),
      },
    },
    errors: [],
  },
  createWebhook: {
    method: 'POST',
    path: '/v1/webhooks',
    tag: 'webhooks',
    summary: 'Be told of what is decided from now on',
    scope: 'admin',
    body: webhookDraftSchema,
    bodyExample: EXAMPLE,
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 201: { doc: 'The webhook, with its secret.', schema: webhookWithSecretSchema } },
    errors: [],
  },
  getWebhook: {
    method: 'GET',
    path: '/v1/webhooks/{webhook_id}',
    tag: 'webhooks',
    summary: 'One webhook, with its last error',
    scope: 'admin',
    params,
    answers: { 200: { doc: 'The webhook.', schema: webhookSchema } },
    errors: ['not_found'],
  },
  changeWebhook: {
    method: 'PUT',
    path: '/v1/webhooks/{webhook_id}',
    tag: 'webhooks',
    summary: 'Change a webhook; what is left out stays as it is',
    scope: 'admin',
    params,
    body: webhookChangeSchema,
    bodyExample: { enabled: false },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'The webhook.', schema: webhookSchema } },
    errors: ['not_found'],
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/v1/webhooks/{webhook_id}',
    tag: 'webhooks',
    summary: 'Be told no more; what waits is not sent',
    scope: 'admin',
    params,
    answers: { 204: { doc: 'Gone.', schema: null } },
    errors: ['not_found'],
  },
  rotateWebhookSecret: {
    method: 'POST',
    path: '/v1/webhooks/{webhook_id}/rotate',
    tag: 'webhooks',
    summary: 'A new secret; the one before signs too for a while',
    scope: 'admin',
    params,
    body: webhookRotationSchema,
    bodyExample: { overlap_hours: 24 },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'The webhook, with its new secret.', schema: webhookWithSecretSchema } },
    errors: ['not_found'],
  },
  listDeliveries: {
    method: 'GET',
    path: '/v1/webhooks/{webhook_id}/deliveries',
    tag: 'webhooks',
    summary: 'What has not been delivered, newest first',
    scope: 'admin',
    params,
    query: deliverySearchSchema,
    answers: { 200: { doc: 'A page of deliveries.', schema: pageOf(deliverySchema) } },
    errors: ['not_found'],
  },
  resendDeliveries: {
    method: 'POST',
    path: '/v1/webhooks/{webhook_id}/resend',
    tag: 'webhooks',
    summary: 'Try everything again that was given up',
    scope: 'admin',
    params,
    answers: { 200: { doc: 'How many.', schema: resentSchema } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
