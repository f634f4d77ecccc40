import type { Action, DeliveredEvent } from '@gatehouse/contract'
import {
  WEBHOOK_QUEUE,
  type DeliveryPayload,
  type NewJob,
  type Store,
  type StoredRecord,
  type Webhook,
} from '@gatehouse/store'
import { JobFailure } from '../jobs/job-failure.ts'
import type { JobQueue } from '../jobs/job-runner.ts'
import {
  alertOf,
  ALERTS_PER_MINUTE,
  asksForAlert,
  digestOf,
  quietAlertsOf,
  quietOf,
  type Quiet,
} from './alert.ts'
import { decisionOf, messageOf } from './message.ts'
import { monitorMessage } from './monitor-message.ts'
import { trainingMessage } from './training-message.ts'
import { createSender, type Attempt, type SenderParts } from './sender.ts'

export interface DeliveryParts extends SenderParts {
  readonly store: Pick<Store, 'webhooks' | 'reading' | 'monitors' | 'trainings'>
}

/** More than any one receiver gets: see `Receivers`. */
const CONCURRENCY = 32
const ALERT_WINDOW_MS = 60_000

type Delivery = Omit<Attempt, 'prepare'>

/** Tells receivers what their webhooks are to be told: at least once, signed, in no order. */
export function deliveryQueue(parts: DeliveryParts): JobQueue {
  const { webhooks, reading, monitors, trainings } = parts.store
  const send = createSender(parts)

  /** Whether it was told of the same thing a while ago. One that is tried again has begun to tell. */
  async function isQuiet({ webhook, job }: Delivery, quiet: readonly Quiet[]): Promise<boolean> {
    if (quiet.length === 0 || job.attempt > 1) return false
    let isNew = false
    for (const { subject, quietMs } of quiet) {
      isNew = (await webhooks.breakSilence(webhook.shopId, webhook.id, subject, quietMs)) || isNew
    }
    return !isNew
  }

  /** A chat in which every order is an alert is read by nobody: some, and then a number. */
  async function alert(delivery: Delivery, record: StoredRecord): Promise<NewJob | void> {
    if (!asksForAlert(record)) return
    const { webhook, job } = delivery
    let digest: NewJob | undefined
    const prepare = async () => {
      // It has its place already when it is tried again.
      if (job.attempt > 1) return alertOf(record)
      if (await isQuiet(delivery, quietAlertsOf(record))) return null
      const { shopId, id } = webhook
      const taken = await webhooks.takeAlert(shopId, id, ALERTS_PER_MINUTE, ALERT_WINDOW_MS)
      if (!taken.isHeld) return alertOf(record)
      digest = digestJob(webhook, taken.overAtMs)
      return null
    }
    await send({ ...delivery, prepare })
    return digest
  }

  async function tellHeld(delivery: Delivery): Promise<void> {
    const { shopId, id } = delivery.webhook
    const held = await webhooks.heldAlerts(shopId, id)
    if (held === 0) return
    const { since } = delivery.job.payload as DeliveryPayload
    await send({ ...delivery, prepare: async () => digestOf(id, held, since) })
    await webhooks.heldTold(shopId, id, held)
  }

  async function tellMonitor(delivery: Delivery): Promise<void> {
    const { record } = delivery.job.payload as DeliveryPayload
    const alert = await monitors.alert(delivery.webhook.shopId, record)
    if (alert === undefined) return
    await send({ ...delivery, prepare: async () => monitorMessage(delivery.webhook, alert) })
  }

  async function tellTraining(delivery: Delivery): Promise<void> {
    const { record, since } = delivery.job.payload as DeliveryPayload
    const training = await trainings.find(delivery.webhook.shopId, record)
    if (training === undefined) return
    await send({
      ...delivery,
      prepare: async () => trainingMessage(delivery.webhook, training, since),
    })
  }

  return {
    queue: WEBHOOK_QUEUE,
    concurrency: CONCURRENCY,
    async handle(job, signal) {
      const { shopId } = job
      const payload = job.payload as DeliveryPayload
      const webhook = await webhooks.find(shopId, payload.webhook, parts.nowMs())
      if (webhook === undefined) return
      if (!webhook.isEnabled) throw new JobFailure('the webhook is switched off', { afterMs: null })
      const delivery = { webhook, job, signal }
      if (payload.event === 'digest') return tellHeld(delivery)
      if (payload.event === 'monitor.alert') return tellMonitor(delivery)
      if (payload.event === 'training.ended') return tellTraining(delivery)
      const record = await reading.record(shopId, payload.record)
      if (record === undefined) return
      if (payload.event === 'alert') return alert(delivery, record)
      const message = messageOf(record, payload.event as DeliveredEvent, payload.at)
      if (message === null) return
      const quiet = payload.event === 'action.asked' ? quietOf(actionAt(record, payload.at)) : null
      const prepare = async () =>
        (await isQuiet(delivery, quiet === null ? [] : [quiet])) ? null : message
      await send({ ...delivery, prepare })
      if (!message.hasNext) return
      return { shopId, queue: WEBHOOK_QUEUE, payload: { ...payload, at: payload.at + 1 } }
    },
  }
}

function actionAt(record: StoredRecord, at: number): Action {
  return decisionOf(record)!.actions[at]!
}

/** One for each window: it tells what was held in it once it is over. */
function digestJob({ id, shopId }: Webhook, overAtMs: number): NewJob {
  const payload: DeliveryPayload = {
    webhook: id,
    event: 'digest',
    record: id,
    at: 0,
    since: overAtMs,
  }
  return {
    shopId,
    queue: WEBHOOK_QUEUE,
    payload,
    runAtMs: overAtMs,
    uniqueKey: `digest ${id} ${overAtMs}`,
  }
}
