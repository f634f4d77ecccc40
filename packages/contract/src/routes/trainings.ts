import { closed, id } from '../schema.ts'
import { trainingRequestSchema, trainingSchema } from '../training.ts'
import { pageOf, pageQuery, SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

const byId = closed({ training_id: id('Id of the training.') })

export const trainingRoutes = {
  startTraining: {
    method: 'POST',
    path: '/v1/trainings',
    tag: 'models',
    summary: 'Train a model on what the shop decided; runs in the background, one at a time',
    scope: 'rules',
    body: trainingRequestSchema,
    bodyExample: { kind: 'anomaly', name: 'strange' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 202: { doc: 'It will run; ask for it by its id.', schema: trainingSchema } },
    errors: [],
  },
  listTrainings: {
    method: 'GET',
    path: '/v1/trainings',
    tag: 'models',
    summary: 'The latest trainings of the shop, newest first',
    scope: 'read',
    query: closed(pageQuery),
    answers: { 200: { doc: 'A page of trainings.', schema: pageOf(trainingSchema) } },
    errors: [],
  },
  getTraining: {
    method: 'GET',
    path: '/v1/trainings/{training_id}',
    tag: 'models',
    summary: 'A training: how far it is, and the model that came of it',
    scope: 'read',
    params: byId,
    answers: { 200: { doc: 'The training.', schema: trainingSchema } },
    errors: ['not_found'],
  },
  cancelTraining: {
    method: 'DELETE',
    path: '/v1/trainings/{training_id}',
    tag: 'models',
    summary: 'Stop a training and forget it; a model that came of it stays',
    scope: 'rules',
    params: byId,
    answers: { 204: { doc: 'Gone.', schema: null } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
