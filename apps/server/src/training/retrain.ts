import type { FastifyBaseLogger } from 'fastify'
import type { Store } from '@gatehouse/store'
import { passJob } from '../history/run-pass.ts'
import type { ShopRegistry } from '../shop-registry.ts'
import { settingsOf } from '../shop-settings.ts'
import { trainingAsked } from './asked.ts'
import { SCHEDULE } from './retrained.ts'
import { ROWS_MAX } from './run-training.ts'
import { TRAINING_QUEUE } from './training-job.ts'

const DAY_MS = 86_400_000
/** How often it is asked which shops are due. */
const ASK_EVERY_MS = 10 * 60_000
const NAME = 'retrained'
/** The longest of these stretches that is not too much for one process is learned from. */
const STRETCH_DAYS = [1460, 730, 365, 180, 90, 45, 21, 10, 5, 2, 1]

export interface RetrainParts {
  readonly store: Pick<Store, 'trainings' | 'shops' | 'reading'>
  readonly registry: Pick<ShopRegistry, 'runtime'>
  nowMs(): number
  newId(atMs: number): string
}

/** Every shop as often as its setting `retrain_days` says, on whichever node asks first. @returns how to stop */
export function keepRetrained(
  parts: RetrainParts,
  log: Pick<FastifyBaseLogger, 'warn'>,
): () => Promise<void> {
  let asking = Promise.resolve()
  const timer = setInterval(() => {
    asking = askRetrainings(parts, log).catch((error: unknown) => {
      log.warn({ err: error }, 'which shops to train anew could not be found out')
    })
  }, ASK_EVERY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await asking
  }
}

/** Asks for a training of each shop that is due. One that cannot be trained keeps no other from it. */
export async function askRetrainings(
  parts: RetrainParts,
  log: Pick<FastifyBaseLogger, 'warn'>,
): Promise<void> {
  for (const shopId of await parts.store.trainings.due(parts.nowMs())) {
    try {
      await askOne(shopId, parts)
    } catch (error) {
      log.warn({ err: error, shopId }, 'a shop could not be trained anew: later again')
    }
  }
}

async function askOne(shopId: string, parts: RetrainParts): Promise<void> {
  const { trainings, shops } = parts.store
  // Not known here yet: the next time.
  const runtime = parts.registry.runtime(shopId)
  if (runtime === undefined) return
  const nowMs = parts.nowMs()
  const settings = settingsOf((await shops.find(shopId))?.settings ?? {})
  const { label_maturity_days: maturityDays } = settings
  const { declarations } = runtime.snapshots.order
  const fromMs = await beginningOf(shopId, nowMs - maturityDays * DAY_MS, parts)
  const request = { name: NAME, from: new Date(fromMs).toISOString() }
  const asked = trainingAsked(request, { shopId, nowMs, maturityDays, declarations })
  const id = parts.newId(nowMs)
  await trainings.createDue(
    { id, shopId, ...SCHEDULE, request: { ...asked, isScheduled: true } },
    passJob(TRAINING_QUEUE, shopId, id),
    nowMs,
  )
}

/** So far back as there are not too many decisions. */
async function beginningOf(
  shopId: string,
  toMs: number,
  { store: { reading } }: RetrainParts,
): Promise<number> {
  for (const days of STRETCH_DAYS) {
    const fromMs = toMs - days * DAY_MS
    if ((await reading.countDecisions(shopId, fromMs, toMs)) <= ROWS_MAX) return fromMs
  }
  return toMs - DAY_MS
}
