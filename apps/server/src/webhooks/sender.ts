import { signatureOf } from '@gatehouse/connectors'
import { EgressError, type PostingDoor } from '@gatehouse/egress'
import type { DeliveryPayload, Job, Store, Webhook } from '@gatehouse/store'
import { JobFailure } from '../jobs/job-failure.ts'
import type { Message } from './message.ts'
import { createReceivers } from './receivers.ts'
import { retryAfter } from './retry.ts'

export interface SenderParts {
  readonly store: { readonly webhooks: Pick<Store['webhooks'], 'failed' | 'works'> }
  readonly door: PostingDoor
  /** How long what fails is tried again. */
  readonly retryMs: number
  nowMs(): number
  /** 0 to 1. */
  chance(): number
  /** How long the receiver took, and how long after it was due it was there; milliseconds. */
  onDelivered(tookMs: number, delayMs: number): void
  onFailed(tookMs: number): void
}

/** One attempt to deliver something. */
export interface Attempt {
  readonly webhook: Webhook
  readonly job: Job
  readonly signal: AbortSignal
  /** What to send, made once it is its turn; `null`: nothing after all. */
  readonly prepare: () => Promise<Message | null>
}

/** Returns when it was accepted. @throws JobFailure that says when to try again */
export type Send = (attempt: Attempt) => Promise<void>

/** A receiver that has more to do answers first and does it afterwards. */
const TIMEOUT_MS = 10_000
/** What it answers is not read, but must end. */
const ANSWER_BYTES_MAX = 65_536
const GONE = 410

export function createSender(parts: SenderParts): Send {
  const receivers = createReceivers()
  const { webhooks } = parts.store

  return async ({ webhook, job, signal, prepare }) => {
    const waitMs = receivers.begin(webhook.id, parts.nowMs())
    if (waitMs > 0) {
      const afterMs = waitMs * (1 + parts.chance())
      throw new JobFailure('the receiver is busy or rests', { afterMs, isUntried: true })
    }
    let failure: string | null = null
    let startedMs = 0
    try {
      const message = await prepare()
      if (message === null) return
      startedMs = parts.nowMs()
      failure = await post(webhook, message, signal)
    } finally {
      receivers.end(webhook.id, failure === null, parts.nowMs())
    }
    const endedMs = parts.nowMs()
    const { since } = job.payload as DeliveryPayload
    if (failure === null) {
      parts.onDelivered(endedMs - startedMs, endedMs - since)
      return webhooks.works(webhook.shopId, webhook.id)
    }
    // The process ends, or another has the job: no fault of the receiver.
    if (signal.aborted) throw new JobFailure('interrupted', { afterMs: 0, isUntried: true })
    parts.onFailed(endedMs - startedMs)
    const isOver = failure === `status ${GONE}`
    await webhooks.failed(webhook.shopId, webhook.id, failure, isOver)
    const time = { nowMs: endedMs, endMs: since + parts.retryMs }
    const retry = isOver ? { afterMs: null } : retryAfter(job.attempt, parts.chance(), time)
    throw new JobFailure(failure, retry)
  }

  /** Why it failed; never what the receiver said. */
  async function post(
    { url, secrets }: Webhook,
    { id, body }: Message,
    signal: AbortSignal,
  ): Promise<string | null> {
    const timestamp = Math.floor(parts.nowMs() / 1000)
    try {
      const { status } = await parts.door.post({
        url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Gatehouse',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signatureOf({ id, timestamp, body }, secrets),
        },
        body: Buffer.from(body),
        limits: { timeoutMs: TIMEOUT_MS, bytesMax: ANSWER_BYTES_MAX },
        signal,
      })
      return status >= 200 && status < 300 ? null : `status ${status}`
    } catch (error) {
      if (error instanceof EgressError) return `${error.code}: ${error.message}`
      throw error
    }
  }
}
