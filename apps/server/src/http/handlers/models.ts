import { createHash } from 'node:crypto'
import {
  type Issue,
  type ModelChangeRequest,
  type ModelComparisonQuery,
  type ModelItem,
  type ModelRecord,
  type ModelRollbackRequest,
  type ModelUploadQuery,
} from '@gatehouse/contract'
import type { ShopRuntime } from '@gatehouse/pipeline'
import { featureFaults } from '@gatehouse/scoring'
import { StoreError, type ModelEntry, type Store } from '@gatehouse/store'
import type { InTurn } from '../../in-turn.ts'
import { modelComparison } from '../../model-comparison.ts'
import type { ModelLoader } from '../../model-loader.ts'
import { readAnyModel, shapeOf, type AnyModel } from '../../read-any-model.ts'
import type { ShopRegistry } from '../../shop-registry.ts'
import { settingsOf } from '../../shop-settings.ts'
import { created, ok, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import type { Caller } from '../keys.ts'
import { parseJson } from '../parse-body.ts'

/** Shown with every model; a training says what it did in a few KB. */
const ABOUT_LENGTH_MAX = 65_536
const ISSUES_MAX = 100
/** 400 trees have some 50,000 numbers, a forest of 200 trees as many again; the bytes are limited too. */
const VALUES_MAX = 1_000_000
const NAMED_MAX = 10

export interface ModelParts {
  readonly store: Pick<Store, 'models' | 'shops' | 'reading' | 'labels'>
  readonly models: ModelLoader
  readonly shops: Pick<ShopRegistry, 'reload'>
  readonly inTurn: InTurn
  runtime(shopId: string): ShopRuntime | undefined
  nowMs(): number
}

type ModelHandlers = Pick<
  Handlers,
  | 'listModels'
  | 'addModel'
  | 'getModel'
  | 'getModelFile'
  | 'compareModel'
  | 'changeModel'
  | 'rollBackModel'
>

export function modelHandlers(parts: ModelParts): ModelHandlers {
  const { models } = parts.store
  return {
    async listModels({ shopId }) {
      return ok({ items: (await models.list(shopId)).map(shownEntry) })
    },
    async addModel(request) {
      const { shopId, query } = request
      const { name, checkpoint = 'order', note = '' } = query as ModelUploadQuery
      const file = request.body as Uint8Array
      const any = modelOf(file)
      refuseForeignFeatures(shopId, any, parts)
      const { features, trees } = shapeOf(any)
      const { entry, isNew } = await models
        .add({
          shopId,
          id: createHash('sha256').update(file).digest('hex'),
          name,
          kind: any.kind,
          checkpoint,
          about: any.model.about,
          trees,
          features: features.length,
          file,
          ...authorOf(request.caller, note),
        })
        .catch(tooMany)
      const shown = await shownModel(shopId, entry, parts)
      return isNew ? created(shown) : ok(shown)
    },
    async getModel({ shopId, params }) {
      const entry = await models.find(shopId, String(params['model_id']))
      if (entry === undefined) throw new ApiError('not_found')
      return ok(await shownModel(shopId, entry, parts))
    },
    async getModelFile({ shopId, params }) {
      const file = await models.file(shopId, String(params['model_id']))
      if (file === undefined) throw new ApiError('not_found')
      return { status: 200, body: file }
    },
    async compareModel({ shopId, params, query }) {
      const id = String(params['model_id'])
      if ((await models.find(shopId, id)) === undefined) throw new ApiError('not_found')
      const asked = query as ModelComparisonQuery
      return ok(await modelComparison(shopId, id, asked, parts.nowMs(), parts.store))
    },
    async changeModel(request) {
      const { shopId } = request
      const entry = await parts.inTurn(shopId, () => change(request, parts))
      return ok(await shownModel(shopId, entry, parts))
    },
    async rollBackModel({ shopId, body, caller }) {
      const { checkpoint, kind = 'fraud', note = '' } = body as ModelRollbackRequest
      const champion = await parts.inTurn(shopId, async () => {
        const back = await models.rollBack(shopId, { checkpoint, kind }, authorOf(caller, note))
        if (back !== undefined) await parts.shops.reload(shopId)
        return back
      })
      if (champion === undefined) throw new ApiError('not_found')
      return ok({ champion: champion === null ? null : shownEntry(champion) })
    },
  }
}

/** The shop decides by it before this returns. */
async function change({ shopId, params, body, caller }: ApiRequest, parts: ModelParts) {
  const id = String(params['model_id'])
  const { state, note = '' } = body as ModelChangeRequest
  const entry = await parts.store.models.find(shopId, id)
  const model = entry === undefined ? undefined : await parts.models.find(shopId, id)
  if (entry === undefined || model === undefined) throw new ApiError('not_found')
  if (entry.kind === 'anomaly' && state === 'challenger') throw noChallenger()
  if (state === 'champion' || state === 'challenger') refuseForeignFeatures(shopId, model, parts)
  if (state === 'champion') await refuseAlone(shopId, entry, caller, parts)
  const changed = await parts.store.models.change(shopId, id, state, authorOf(caller, note))
  await parts.shops.reload(shopId)
  return changed ?? entry
}

/** @throws ApiError `empty_body`, `invalid_json`, `unstorable_text`, `invalid_model` */
function modelOf(file: Uint8Array): AnyModel {
  parseJson(file, VALUES_MAX)
  const read = readAnyModel(Buffer.from(file).toString())
  if (!read.ok) throw invalid([{ pointer: '', code: 'malformed', message: read.issue }])
  if (JSON.stringify(read.model.about).length > ABOUT_LENGTH_MAX) {
    const message = `is longer than ${ABOUT_LENGTH_MAX} characters`
    throw invalid([{ pointer: '/about', code: 'too_long', message }])
  }
  return read
}

/** It decides nothing, so nothing has to be tried without being answered. */
function noChallenger(): ApiError {
  const message =
    'an anomaly model has no challenger: as champion it gives a signal and decides nothing; try the rule that reads it in shadow'
  return invalid([{ pointer: '/state', code: 'no_challenger', message }])
}

/** @throws ApiError `invalid_model` that names the features which are no signals of the shop */
function refuseForeignFeatures(shopId: string, model: AnyModel, parts: ModelParts): void {
  const { features } = shapeOf(model)
  const declarations = parts.runtime(shopId)?.snapshots.order.declarations ?? []
  const faults = featureFaults(features, declarations)
  if (faults.length === 0) return
  const places = new Map(features.map(({ name }, place) => [name, place]))
  throw invalid(
    faults.slice(0, ISSUES_MAX).map(({ feature, code, message }) => ({
      pointer: `/features/${places.get(feature)}`,
      code,
      message,
    })),
  )
}

/**
 * Where the shop wants four eyes, nobody lets a model decide alone that they brought.
 * @throws ApiError `approval_needed`
 */
async function refuseAlone(
  shopId: string,
  { author, authorKey }: ModelEntry,
  { keyId }: Caller,
  { store }: ModelParts,
): Promise<void> {
  const shop = await store.shops.find(shopId)
  if (!settingsOf(shop?.settings ?? {}).four_eyes || authorKey !== keyId) return
  throw new ApiError('approval_needed', {
    detail: `\`${author}\` added the model and cannot let it decide alone: somebody with another key has to promote it`,
  })
}

function invalid(issues: readonly Issue[]): ApiError {
  const more = issues.length - NAMED_MAX
  const named = issues.slice(0, NAMED_MAX).map(({ message }) => message)
  const detail = [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
  return new ApiError('invalid_model', { detail, issues })
}

function tooMany(error: unknown): never {
  if (!(error instanceof StoreError) || error.code !== 'invalid') throw error
  throw invalid([{ pointer: '', code: 'too_many', message: error.message }])
}

function authorOf({ name: author, keyId: authorKey }: Caller, note: string) {
  return { author, authorKey, note }
}

async function shownModel(
  shopId: string,
  entry: ModelEntry,
  { store }: ModelParts,
): Promise<ModelRecord> {
  const changes = await store.models.changes(shopId, entry.id)
  return {
    ...shownEntry(entry),
    about: { ...entry.about },
    changes: changes.map(({ state, author: by, note, changedAtMs }) => ({
      state,
      by,
      at: new Date(changedAtMs).toISOString(),
      note,
    })),
  }
}

function shownEntry({ about: _about, authorKey: _key, createdAtMs, ...entry }: ModelEntry) {
  return {
    ...entry,
    checkpoint: entry.checkpoint as ModelItem['checkpoint'],
    created_at: new Date(createdAtMs).toISOString(),
  }
}
