import type { Checkpoint } from '@gatehouse/contract'
import type { LoadedAnomaly, LoadedModel } from '@gatehouse/pipeline'
import type { AnomalyModel, StoredModel } from '@gatehouse/scoring'
import type { Store } from '@gatehouse/store'
import { readAnyModel, type AnyModel } from './read-any-model.ts'

/** Models of decisions that are looked at: some 2 MB each. */
const READ_MAX = 16

export interface ModelsInUse {
  /** What decides in the shop, and what is tried beside it. */
  readonly models: readonly LoadedModel[]
  /** What says how strange its orders are. */
  readonly anomalies: readonly LoadedAnomaly[]
}

/** Reads model files once: a file never changes, its name is its hash. */
export interface ModelLoader {
  inUse(shopId: string): Promise<ModelsInUse>
  /** Any model of the shop; `undefined`: it has none of this id. */
  find(shopId: string, id: string): Promise<AnyModel | undefined>
  /** The same where it says how probable fraud is. */
  findFraud(shopId: string, id: string): Promise<StoredModel | undefined>
  /** The same where it says how strange an order is. */
  findAnomaly(shopId: string, id: string): Promise<AnomalyModel | undefined>
}

export function createModelLoader(models: Pick<Store['models'], 'inUse' | 'file'>): ModelLoader {
  const kept = new Map<string, ReadonlyMap<string, AnyModel>>()
  const recent = new Map<string, AnyModel>()

  async function read(shopId: string, id: string): Promise<AnyModel | undefined> {
    const file = await models.file(shopId, id)
    if (file === undefined) return undefined
    const result = readAnyModel(Buffer.from(file).toString())
    // It was read when it was added.
    if (!result.ok) throw new Error(`the model ${id} of the shop ${shopId}: ${result.issue}`)
    return result
  }

  async function find(shopId: string, id: string): Promise<AnyModel | undefined> {
    const key = `${shopId} ${id}`
    const inUse = kept.get(shopId)?.get(id)
    const model = inUse ?? recent.get(key) ?? (await read(shopId, id))
    if (model === undefined || inUse !== undefined) return model
    recent.delete(key)
    recent.set(key, model)
    if (recent.size > READ_MAX) recent.delete(recent.keys().next().value!)
    return model
  }

  return {
    async inUse(shopId) {
      const loaded = new Map<string, AnyModel>()
      const fraud: LoadedModel[] = []
      const anomalies: LoadedAnomaly[] = []
      for (const { id, checkpoint: place, state } of await models.inUse(shopId)) {
        const any = kept.get(shopId)?.get(id) ?? (await read(shopId, id))
        if (any === undefined) continue
        loaded.set(id, any)
        const checkpoint = place as Checkpoint
        if (any.kind === 'fraud') fraud.push({ id, checkpoint, state, model: any.model })
        else if (state === 'champion') anomalies.push({ id, checkpoint, model: any.model })
      }
      if (loaded.size > 0) kept.set(shopId, loaded)
      else kept.delete(shopId)
      return { models: fraud, anomalies }
    },
    find,
    async findFraud(shopId, id) {
      const any = await find(shopId, id)
      return any?.kind === 'fraud' ? any.model : undefined
    },
    async findAnomaly(shopId, id) {
      const any = await find(shopId, id)
      return any?.kind === 'anomaly' ? any.model : undefined
    },
  }
}
