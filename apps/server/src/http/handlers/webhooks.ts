import {
  PAGE_ITEMS_DEFAULT,
  ROTATION_OVERLAP_HOURS,
  WEBHOOKS_MAX,
  type Delivery,
  type DeliverySearch,
  type Webhook,
  type WebhookChange,
  type WebhookDraft,
  type WebhookRotation,
  type WebhookWithSecret,
} from '@gatehouse/contract'
import type { PostingDoor } from '@gatehouse/egress'
import {
  StoreError,
  type StoredDelivery,
  type Store,
  type Webhook as StoredWebhook,
} from '@gatehouse/store'
import { created, noContent, ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { readCursor, writeCursor } from '../../page-cursor.ts'
import { faultOfUrl } from '../../webhooks/webhook-door.ts'

export interface WebhookParts {
  readonly store: Pick<Store, 'webhooks'>
  readonly door: PostingDoor
  readonly nowMs: () => number
  readonly newId: (atMs: number) => string
}

type WebhookHandlers = Pick<
  Handlers,
  | 'listWebhooks'
  | 'createWebhook'
  | 'getWebhook'
  | 'changeWebhook'
  | 'deleteWebhook'
  | 'rotateWebhookSecret'
  | 'listDeliveries'
  | 'resendDeliveries'
>

const HOUR_MS = 3_600_000
const DELIVERY_ID = /^\d{1,15}$/
/** What a chat is told of is not chosen: the rules ask for it. */
const CHAT_EVENTS = ['alert']

export function webhookHandlers({ store, door, nowMs, newId }: WebhookParts): WebhookHandlers {
  const { webhooks } = store
  const found = async (shopId: string, params: Readonly<Record<string, unknown>>) =>
    orNotFound(await webhooks.find(shopId, String(params['webhook_id']), nowMs()))
  return {
    async listWebhooks({ shopId }) {
      const all = await webhooks.list(shopId, nowMs())
      return ok({ items: all.map(shownWebhook) })
    },
    async createWebhook({ shopId, body, caller }) {
      const { kind = 'events', url, events = [], enabled = true } = body as WebhookDraft
      refuseUrl(door, url)
      refuseEvents(kind, events)
      const atMs = nowMs()
      const webhook = {
        id: newId(atMs),
        shopId,
        kind,
        url,
        events: kind === 'chat' ? CHAT_EVENTS : [...new Set(events)],
        isEnabled: enabled,
        createdBy: caller.name,
      }
      const made = await webhooks.create(webhook, WEBHOOKS_MAX, atMs).catch(refuseTooMany)
      return created(withSecret(made))
    },
    getWebhook: async ({ shopId, params }) => ok(shownWebhook(await found(shopId, params))),
    async changeWebhook({ shopId, caller, params, body }) {
      const { url, events, enabled } = body as WebhookChange
      if (url !== undefined) refuseUrl(door, url)
      const { id, kind } = await found(shopId, params)
      if (events !== undefined) refuseEvents(kind, events)
      const changes = {
        ...(url === undefined ? {} : { url }),
        ...(events === undefined || kind === 'chat' ? {} : { events: [...new Set(events)] }),
        ...(enabled === undefined ? {} : { isEnabled: enabled }),
      }
      return ok(
        shownWebhook(orNotFound(await webhooks.change(shopId, id, changes, nowMs(), caller.name))),
      )
    },
    async deleteWebhook({ shopId, caller, params }) {
      const isGone = await webhooks.remove(shopId, String(params['webhook_id']), caller.name)
      if (!isGone) throw new ApiError('not_found')
      return noContent
    },
    async rotateWebhookSecret({ shopId, caller, params, body }) {
      const { overlap_hours: hours = ROTATION_OVERLAP_HOURS } = body as WebhookRotation
      const atMs = nowMs()
      const id = String(params['webhook_id'])
      const rotated = await webhooks.rotate(shopId, id, atMs + hours * HOUR_MS, atMs, caller.name)
      return ok(withSecret(orNotFound(rotated)))
    },
    async listDeliveries({ shopId, params, query }) {
      const { limit = PAGE_ITEMS_DEFAULT, cursor, state } = query as DeliverySearch
      const before = readCursor(cursor, DELIVERY_ID)
      const { id } = await found(shopId, params)
      const page = await webhooks.deliveries(shopId, id, {
        limit: limit + 1,
        ...(before === '' ? {} : { before: Number(before) }),
        ...(state === undefined ? {} : { state }),
      })
      const shown = page.slice(0, limit)
      return ok({
        items: shown.map(shownDelivery),
        next_cursor: page.length > limit ? writeCursor(String(shown.at(-1)!.id)) : null,
      })
    },
    async resendDeliveries({ shopId, params }) {
      const { id } = await found(shopId, params)
      return ok({ resent: await webhooks.resend(shopId, id, nowMs()) })
    },
  }
}

function orNotFound(webhook: StoredWebhook | undefined): StoredWebhook {
  if (webhook === undefined) throw new ApiError('not_found')
  return webhook
}

function refuseUrl(door: PostingDoor, url: string): void {
  const message = faultOfUrl(door, url)
  if (message === null) return
  throw new ApiError('invalid_body', {
    issues: [{ pointer: '/url', code: 'not_allowed', message }],
  })
}

function refuseEvents(kind: string, events: readonly string[]): void {
  if ((kind === 'chat') === (events.length === 0)) return
  const message =
    kind === 'chat' ? 'a chat is told what asks for `notify`: name none' : 'name at least one'
  throw new ApiError('invalid_body', {
    issues: [{ pointer: '/events', code: 'not_allowed', message }],
  })
}

function refuseTooMany(error: unknown): never {
  if (!(error instanceof StoreError) || error.code !== 'invalid') throw error
  const issues = [{ pointer: '', code: 'too_many', message: error.message }]
  throw new ApiError('invalid_body', { detail: error.message, issues })
}

function shownWebhook(webhook: StoredWebhook): Webhook {
  return {
    id: webhook.id,
    kind: webhook.kind as Webhook['kind'],
    url: webhook.url,
    events: webhook.kind === 'chat' ? [] : ([...webhook.events] as Webhook['events']),
    enabled: webhook.isEnabled,
    created_at: iso(webhook.createdAtMs),
    created_by: webhook.createdBy,
    old_secret_until: isoOrNone(webhook.oldSecretUntilMs),
    failing_since: isoOrNone(webhook.failingSinceMs),
    last_error: webhook.lastError,
    last_error_at: isoOrNone(webhook.lastErrorAtMs),
  }
}

function withSecret(webhook: StoredWebhook): WebhookWithSecret {
  return { ...shownWebhook(webhook), secret: webhook.secrets[0]! }
}

function shownDelivery({ payload, ...delivery }: StoredDelivery): Delivery {
  return {
    id: delivery.id,
    event: payload.event as Delivery['event'],
    about: payload.record,
    state: delivery.state as Delivery['state'],
    attempts: delivery.attempts,
    next_attempt_at: delivery.state === 'dead' ? null : iso(delivery.runAtMs),
    last_error: delivery.lastError,
    created_at: iso(delivery.createdAtMs),
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

function isoOrNone(ms: number | null): string | null {
  return ms === null ? null : iso(ms)
}
