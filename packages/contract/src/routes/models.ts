import { Type, type Static } from 'typebox'
import { CHECKPOINTS } from '../event/event-types.ts'
import {
  modelChangeSchema,
  modelComparisonQuerySchema,
  modelComparisonSchema,
  modelEntrySchema,
  modelFileSchema,
  modelId,
  modelName,
  modelNote,
  modelRollbackAnswerSchema,
  modelRollbackSchema,
  modelSchema,
} from '../model.ts'
import { closed, listOf, oneOf } from '../schema.ts'
import { MODEL_BYTES_MAX, SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

const MODELS_MAX = 200

export const modelListSchema = closed({
  items: listOf(modelEntrySchema, MODELS_MAX, 'Newest first.'),
})
export type ModelList = Static<typeof modelListSchema>

export const modelUploadQuerySchema = closed({
  name: modelName,
  checkpoint: Type.Optional(oneOf(CHECKPOINTS, 'Where it is to decide; `order` when absent.')),
  note: Type.Optional(modelNote),
})
export type ModelUploadQuery = Static<typeof modelUploadQuerySchema>

const byId = closed({ model_id: modelId })

export const modelRoutes = {
  listModels: {
    method: 'GET',
    path: '/v1/models',
    tag: 'models',
    summary: 'Models of the shop, newest first',
    scope: 'read',
    answers: { 200: { doc: 'All of them.', schema: modelListSchema } },
    errors: [],
  },
  addModel: {
    method: 'POST',
    path: '/v1/models',
    tag: 'models',
    summary: 'Add a model file as a candidate; the same file again is the same model',
    scope: 'rules',
    query: modelUploadQuerySchema,
    body: modelFileSchema,
    bodyExample: { format: 'gatehouse-trees/1' },
    bodyBytesMax: MODEL_BYTES_MAX,
    isFile: true,
    answers: {
      200: { doc: 'It was there already.', schema: modelSchema },
      201: { doc: 'The candidate.', schema: modelSchema },
    },
    errors: ['invalid_model'],
  },
  getModel: {
    method: 'GET',
    path: '/v1/models/{model_id}',
    tag: 'models',
    summary: 'A model: what it says of itself, what it was used for, by whom and why',
    scope: 'read',
    params: byId,
    answers: { 200: { doc: 'The model.', schema: modelSchema } },
    errors: ['not_found'],
  },
  getModelFile: {
    method: 'GET',
    path: '/v1/models/{model_id}/file',
    tag: 'models',
    summary: 'The file of a model, byte for byte',
    scope: 'read',
    params: byId,
    answers: { 200: { doc: 'The file.', schema: modelFileSchema } },
    errors: ['not_found'],
  },
  compareModel: {
    method: 'GET',
    path: '/v1/models/{model_id}/comparison',
    tag: 'models',
    summary: 'What a challenger said of live events beside what decided, and what became of them',
    scope: 'read',
    params: byId,
    query: modelComparisonQuerySchema,
    answers: { 200: { doc: 'The comparison.', schema: modelComparisonSchema } },
    errors: ['not_found'],
  },
  changeModel: {
    method: 'POST',
    path: '/v1/models/{model_id}/state',
    tag: 'models',
    summary: 'Let a model decide, try it beside the one that does, or retire it',
    scope: 'rules',
    params: byId,
    body: modelChangeSchema,
    bodyExample: { state: 'challenger', note: 'trained on the last year' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'The model.', schema: modelSchema } },
    errors: ['not_found', 'invalid_model', 'approval_needed'],
  },
  rollBackModel: {
    method: 'POST',
    path: '/v1/models/rollback',
    tag: 'models',
    summary: 'Put the champion of before back in the place of the one that decides',
    scope: 'rules',
    body: modelRollbackSchema,
    bodyExample: { checkpoint: 'order', note: 'declines too many regular customers' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'What decides now.', schema: modelRollbackAnswerSchema } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
