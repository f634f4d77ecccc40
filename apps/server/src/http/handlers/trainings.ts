import { PAGE_ITEMS_DEFAULT, type TrainingRequest, type TrainingShown } from '@gatehouse/contract'
import type { ShopRuntime } from '@gatehouse/pipeline'
import type { Store, StoredTraining } from '@gatehouse/store'
import { readCursor, writeCursor, type PageQuery } from '../../page-cursor.ts'
import { settingsOf } from '../../shop-settings.ts'
import { TRAINING_QUEUE, type TrainingAsked } from '../../training/training-job.ts'
import { noContent, ok, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'

const DAY_MS = 86_400_000
const ANOMALY_DAYS = 90
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export interface TrainingParts {
  readonly store: Pick<Store, 'trainings' | 'shops'>
  runtime(shopId: string): ShopRuntime | undefined
  nowMs(): number
  newId(atMs: number): string
}

export function trainingHandlers(
  parts: TrainingParts,
): Pick<Handlers, 'startTraining' | 'listTrainings' | 'getTraining' | 'cancelTraining'> {
  const { trainings } = parts.store
  return {
    async startTraining(request) {
      const { shopId, caller } = request
      const id = parts.newId(parts.nowMs())
      const { name: author, keyId: authorKey } = caller
      const asked = await askedOf(request, parts)
      const made = await trainings.create(
        { id, shopId, author, authorKey, request: asked },
        { shopId, queue: TRAINING_QUEUE, payload: { id }, uniqueKey: id },
      )
      return { status: 202, body: shown(made) }
    },
    async listTrainings({ shopId, query }) {
      const { limit = PAGE_ITEMS_DEFAULT, cursor } = query as PageQuery
      const found = await trainings.page(shopId, readCursor(cursor, ID), limit + 1)
      const items = found.slice(0, limit)
      return ok({
        items: items.map(shown),
        next_cursor: found.length > limit ? writeCursor(items.at(-1)!.id) : null,
      })
    },
    async getTraining({ shopId, params }) {
      const found = await trainings.find(shopId, String(params['training_id']))
      if (found === undefined) throw new ApiError('not_found')
      return ok(shown(found))
    },
    async cancelTraining({ shopId, params }) {
      if (await trainings.remove(shopId, String(params['training_id']))) return noContent
      throw new ApiError('not_found')
    },
  }
}

/** @throws ApiError `invalid_body` */
async function askedOf({ shopId, body }: ApiRequest, parts: TrainingParts): Promise<TrainingAsked> {
  const request = body as TrainingRequest
  const { kind = 'fraud', checkpoint = 'order', seed = 1 } = request
  const settings = settingsOf((await parts.store.shops.find(shopId))?.settings ?? {})
  const nowMs = parts.nowMs()
  const toMs = request.to === undefined ? nowMs : Date.parse(request.to)
  const beginning = kind === 'anomaly' ? toMs - ANOMALY_DAYS * DAY_MS : 0
  const fromMs = request.from === undefined ? beginning : Date.parse(request.from)
  if (fromMs >= toMs) {
    const message = 'must be before `to`'
    throw new ApiError('invalid_body', {
      issues: [{ pointer: '/from', code: 'too_large', message }],
    })
  }
  return {
    name: request.name ?? (kind === 'anomaly' ? 'anomaly' : 'trained'),
    task: {
      kind: 'training',
      shopId,
      says: kind,
      checkpoint,
      fromMs,
      toMs,
      nowMs,
      maturityDays: request.label_maturity_days ?? settings.label_maturity_days,
      declarations: parts.runtime(shopId)?.snapshots[checkpoint].declarations ?? [],
      seed,
    },
  }
}

function shown(training: StoredTraining): TrainingShown {
  const { id, state, progress, decisions, createdAtMs, createdBy, error, modelId } = training
  const { name, task } = training.request as TrainingAsked
  return {
    id,
    state,
    progress,
    decisions,
    kind: task.says,
    name,
    created_at: new Date(createdAtMs).toISOString(),
    created_by: createdBy,
    error,
    model: modelId,
    report: training.report === null ? null : { ...training.report },
  }
}
