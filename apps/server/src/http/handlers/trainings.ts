import { PAGE_ITEMS_DEFAULT, type TrainingRequest } from '@gatehouse/contract'
import type { ShopRuntime } from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import { readCursor, writeCursor, type PageQuery } from '../../page-cursor.ts'
import { passJob } from '../../history/run-pass.ts'
import { settingsOf } from '../../shop-settings.ts'
import { trainingAsked, type TrainingAsked } from '../../training/asked.ts'
import { shownTraining } from '../../training/shown-training.ts'
import { TRAINING_QUEUE } from '../../training/training-job.ts'
import { noContent, ok, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'

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
        passJob(TRAINING_QUEUE, shopId, id),
      )
      return { status: 202, body: shownTraining(made) }
    },
    async listTrainings({ shopId, query }) {
      const { limit = PAGE_ITEMS_DEFAULT, cursor } = query as PageQuery
      const found = await trainings.page(shopId, readCursor(cursor, ID), limit + 1)
      const items = found.slice(0, limit)
      return ok({
        items: items.map(shownTraining),
        next_cursor: found.length > limit ? writeCursor(items.at(-1)!.id) : null,
      })
    },
    async getTraining({ shopId, params }) {
      const found = await trainings.find(shopId, String(params['training_id']))
      if (found === undefined) throw new ApiError('not_found')
      return ok(shownTraining(found))
    },
    async cancelTraining({ shopId, params }) {
      if (await trainings.remove(shopId, String(params['training_id']))) return noContent
      throw new ApiError('not_found')
    },
  }
}

/** @throws ApiError `invalid_body` */
async function askedOf({ shopId, body }: ApiRequest, parts: TrainingParts): Promise<TrainingAsked> {
  const settings = settingsOf((await parts.store.shops.find(shopId))?.settings ?? {})
  const request = body as TrainingRequest
  const asked = trainingAsked(request, {
    shopId,
    nowMs: parts.nowMs(),
    maturityDays: settings.label_maturity_days,
    declarations:
      parts.runtime(shopId)?.snapshots[request.checkpoint ?? 'order'].declarations ?? [],
  })
  const { fromMs, toMs } = asked.task
  if (fromMs < toMs) return asked
  const message = 'must be before `to`'
  throw new ApiError('invalid_body', { issues: [{ pointer: '/from', code: 'too_large', message }] })
}
