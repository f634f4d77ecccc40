import { randomUUID } from 'node:crypto'
import { actAs } from '../audit/act-as.ts'
import type { SqlPool, Statement } from '../connection/sql.ts'
import type { Keyring } from '../privacy/keyring.ts'
import {
  BREAK_SILENCE,
  type AlertRow,
  CHANGE_WEBHOOK,
  DELETE_WEBHOOK,
  type DeliveryRow,
  FIND_WEBHOOK,
  FORGET_DELIVERIES,
  HELD_ALERTS,
  HELD_TOLD,
  INSERT_WEBHOOK,
  LIST_DELIVERIES,
  LIST_WEBHOOKS,
  LOCK_SHOP,
  RESEND_DELIVERIES,
  ROTATE_WEBHOOK,
  TAKE_ALERT,
  WEBHOOK_FAILED,
  WEBHOOK_WORKS,
  type WebhookRow,
} from '../queries/webhooks.ts'
import { isId } from '../reading/id-bounds.ts'
import { StoreError } from '../store-error.ts'
import { relayWebhooks } from './webhook-relay.ts'

/** Jobs that carry what a webhook is told. */
export const WEBHOOK_QUEUE = 'webhook'
const LAST_JOB = Number.MAX_SAFE_INTEGER

/** Somebody whom a shop wants told. */
export interface Webhook {
  readonly id: string
  readonly shopId: string
  /** `events` or `chat`. */
  readonly kind: string
  readonly url: string
  readonly events: readonly string[]
  readonly isEnabled: boolean
  /** `whsec_` and base64 of 32 bytes; the newest first, then the one before while it is valid. */
  readonly secrets: readonly string[]
  readonly oldSecretUntilMs: number | null
  readonly createdAtMs: number
  readonly createdBy: string
  readonly failingSinceMs: number | null
  readonly lastError: string | null
  readonly lastErrorAtMs: number | null
}

export type NewWebhook = Pick<
  Webhook,
  'id' | 'shopId' | 'kind' | 'url' | 'events' | 'isEnabled' | 'createdBy'
>
export type WebhookChanges = Partial<Pick<Webhook, 'url' | 'events' | 'isEnabled'>>

/** What a job of the queue says. */
export interface DeliveryPayload {
  readonly webhook: string
  /** `decision.created` ... */
  readonly event: string
  /** The journal record that it is about; of a digest, the webhook. */
  readonly record: string
  /** Which of the decision's actions. */
  readonly at: number
  /** When it was due first, milliseconds since the epoch. */
  readonly since: number
}

/** What has not been delivered yet, or was given up. */
export interface StoredDelivery {
  readonly id: number
  readonly payload: DeliveryPayload
  readonly state: string
  readonly attempts: number
  readonly runAtMs: number
  readonly createdAtMs: number
  readonly lastError: string | null
}

export interface Webhooks {
  /** Throws `StoreError` `invalid` when the shop has `most` already. */
  create(webhook: NewWebhook, most: number, nowMs: number): Promise<Webhook>
  list(shopId: string, nowMs: number): Promise<readonly Webhook[]>
  /** `undefined`: there is none, or it is another shop's. */
  find(shopId: string, id: string, nowMs: number): Promise<Webhook | undefined>
  change(
    shopId: string,
    id: string,
    changes: WebhookChanges,
    nowMs: number,
    by?: string,
  ): Promise<Webhook | undefined>
  /** A new secret; the one before stays valid until then. */
  rotate(
    shopId: string,
    id: string,
    oldUntilMs: number,
    nowMs: number,
    by?: string,
  ): Promise<Webhook | undefined>
  /** With everything that waits for it. Whether there was one. */
  remove(shopId: string, id: string, by?: string): Promise<boolean>
  /** @param isOver it is switched off: the receiver wants no more */
  failed(shopId: string, id: string, error: string, isOver: boolean): Promise<void>
  works(shopId: string, id: string): Promise<void>
  /**
   * Whether one more alert may go out now, and else when the window is over; at most `most` in
   * `windowMs`. What may not is counted as held.
   */
  takeAlert(
    shopId: string,
    id: string,
    most: number,
    windowMs: number,
  ): Promise<{ readonly isHeld: boolean; readonly overAtMs: number }>
  /**
   * Whether the webhook may be told of the subject: nobody did for as long as was asked for then. From
   * now on it is quiet for `quietMs`.
   */
  breakSilence(shopId: string, id: string, subject: string, quietMs: number): Promise<boolean>
  /** How many alerts are held. */
  heldAlerts(shopId: string, id: string): Promise<number>
  /** So many of them were told as a number. */
  heldTold(shopId: string, id: string, count: number): Promise<void>
  /** Newest first, before this id. */
  deliveries(
    shopId: string,
    id: string,
    filter: { readonly state?: string; readonly before?: number; readonly limit: number },
  ): Promise<readonly StoredDelivery[]>
  /** Everything that was given up is tried again; how many. */
  resend(shopId: string, id: string, nowMs: number): Promise<number>
  /** Forgets what was given up before then; how many. */
  forget(beforeMs: number): Promise<number>
  /** Makes jobs of what is new in the journal; how many records were looked at. */
  relay(nowMs: number): Promise<number>
}

export function openWebhooks(pool: SqlPool, keyring: Pick<Keyring, 'webhookSecret'>): Webhooks {
  /** A change of one, by somebody whom the row does not name. */
  const changed = <Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    by: string | undefined,
  ): Promise<readonly Row[]> =>
    pool.transaction(async (sql) => {
      await actAs(sql, by)
      return sql.rows<Row>(statement, values)
    })
  const one = async (
    rows: Promise<readonly WebhookRow[]>,
    nowMs: number,
  ): Promise<Webhook | undefined> => {
    const [row] = await rows
    return row === undefined ? undefined : webhookOf(row, keyring, nowMs)
  }
  return {
    create: (webhook, most, nowMs) =>
      pool.transaction(async (sql) => {
        const { id, shopId, kind, url, events, isEnabled, createdBy } = webhook
        await sql.rows(LOCK_SHOP, [shopId])
        const values = [id, shopId, kind, url, events, isEnabled, randomUUID(), createdBy, most]
        const made = await one(sql.rows<WebhookRow>(INSERT_WEBHOOK, values), nowMs)
        if (made !== undefined) return made
        throw new StoreError('invalid', `the shop has ${most} webhooks: delete one first`)
      }),
    async list(shopId, nowMs) {
      const rows = await pool.rows<WebhookRow>(LIST_WEBHOOKS, [shopId])
      return rows.map((row) => webhookOf(row, keyring, nowMs))
    },
    async find(shopId, id, nowMs) {
      return isId(id) ? one(pool.rows(FIND_WEBHOOK, [shopId, id]), nowMs) : undefined
    },
    async change(shopId, id, { url = null, events = null, isEnabled = null }, nowMs, by) {
      const values = [shopId, id, url, events, isEnabled]
      return isId(id) ? one(changed(CHANGE_WEBHOOK, values, by), nowMs) : undefined
    },
    async rotate(shopId, id, oldUntilMs, nowMs, by) {
      const values = [shopId, id, randomUUID(), oldUntilMs]
      return isId(id) ? one(changed(ROTATE_WEBHOOK, values, by), nowMs) : undefined
    },
    remove: async (shopId, id, by) =>
      isId(id) && (await changed(DELETE_WEBHOOK, [shopId, id], by)).length > 0,
    async failed(shopId, id, error, isOver) {
      await pool.run(WEBHOOK_FAILED, [shopId, id, error, isOver])
    },
    async works(shopId, id) {
      await pool.run(WEBHOOK_WORKS, [shopId, id])
    },
    async takeAlert(shopId, id, most, windowMs) {
      const [row] = await pool.rows<AlertRow>(TAKE_ALERT, [shopId, id, windowMs, most])
      const { sent, since } = row ?? { sent: 0, since: 0 }
      return { isHeld: sent > most, overAtMs: since + windowMs }
    },
    breakSilence: async (shopId, id, subject, quietMs) =>
      (await pool.rows(BREAK_SILENCE, [shopId, id, subject, quietMs])).length > 0,
    async heldAlerts(shopId, id) {
      const [row] = await pool.rows<{ held: number }>(HELD_ALERTS, [shopId, id])
      return row?.held ?? 0
    },
    async heldTold(shopId, id, count) {
      await pool.run(HELD_TOLD, [shopId, id, count])
    },
    async deliveries(shopId, id, { state = null, before = LAST_JOB, limit }) {
      const values = [shopId, id, state, before, limit]
      const rows = await pool.rows<DeliveryRow>(LIST_DELIVERIES, values)
      return rows.map((row) => ({
        id: row.id,
        payload: row.payload as DeliveryPayload,
        state: row.state,
        attempts: row.attempts,
        runAtMs: row.run_at,
        createdAtMs: row.created_at,
        lastError: row.last_error,
      }))
    },
    resend: (shopId, id, nowMs) => pool.run(RESEND_DELIVERIES, [shopId, id, nowMs]),
    forget: (beforeMs) => pool.run(FORGET_DELIVERIES, [beforeMs]),
    relay: (nowMs) => relayWebhooks(pool, nowMs),
  }
}

function webhookOf(
  row: WebhookRow,
  keyring: Pick<Keyring, 'webhookSecret'>,
  nowMs: number,
): Webhook {
  const isOldValid = row.old_salt !== null && row.old_until !== null && row.old_until > nowMs
  const salts = isOldValid ? [row.salt, row.old_salt!] : [row.salt]
  return {
    id: row.webhook_id,
    shopId: row.shop_id,
    kind: row.kind,
    url: row.url,
    events: row.events,
    isEnabled: row.is_enabled,
    secrets: salts.map((salt) => {
      const key = keyring.webhookSecret(`${row.webhook_id}\n${salt}`)
      return `whsec_${key.toString('base64')}`
    }),
    oldSecretUntilMs: isOldValid ? row.old_until : null,
    createdAtMs: row.created_at,
    createdBy: row.created_by,
    failingSinceMs: row.failing_since,
    lastError: row.last_error,
    lastErrorAtMs: row.last_error_at,
  }
}
