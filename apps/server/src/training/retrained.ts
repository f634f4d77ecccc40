import { isDeepStrictEqual } from 'node:util'
import type { ModelPlace, Store, StoredTraining } from '@gatehouse/store'
import type { ShopRegistry } from '../shop-registry.ts'
import type { TrainingAsked } from './asked.ts'

/** Who asks for the trainings of the schedule. */
export const SCHEDULE = { author: 'gatehouse', authorKey: '' } as const

export interface RetrainedParts {
  readonly store: Pick<Store, 'models'>
  readonly shops: Pick<ShopRegistry, 'reload'>
}

/** What the report of a training of the schedule says beside the rest. */
export interface Tried {
  /** Whether it is tried beside what decides; `false`: somebody tries another one. */
  readonly is_challenger: boolean
}

/**
 * Tries a model of the schedule beside what decides: it never decides by itself. A challenger that
 * somebody chose is left in its place.
 */
export async function tryBeside(
  shopId: string,
  modelId: string,
  training: StoredTraining,
  { store: { models }, shops }: RetrainedParts,
): Promise<Tried> {
  const { task } = training.request as TrainingAsked
  const place: ModelPlace = { checkpoint: task.checkpoint, kind: task.says }
  const inUse = await models.inUse(shopId)
  const tried = inUse.find(
    ({ state, id: _id, ...at }) => state === 'challenger' && isDeepStrictEqual(at, place),
  )
  if (tried !== undefined && tried.id !== modelId) {
    const [last] = await models.changes(shopId, tried.id)
    if (last?.author !== SCHEDULE.author) return { is_challenger: false }
  }
  await models.change(shopId, modelId, 'challenger', {
    ...SCHEDULE,
    note: `training ${training.id}`,
  })
  await shops.reload(shopId)
  return { is_challenger: true }
}
