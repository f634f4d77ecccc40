import type { Checkpoint } from '@gatehouse/contract'
import type { LoadedModel } from '@gatehouse/pipeline'
import { readModel, type StoredModel } from '@gatehouse/scoring'
import type { Store } from '@gatehouse/store'

/** Models of decisions that are looked at: some 2 MB each. */
const READ_MAX = 16

/** Reads model files once: a file never changes, its name is its hash. */
export interface ModelLoader {
  /** What decides in the shop, and what is tried beside it. */
  inUse(shopId: string): Promise<readonly LoadedModel[]>
  /** Any model of the shop; `undefined`: it has none of this id. */
  find(shopId: string, id: string): Promise<StoredModel | undefined>
}

export function createModelLoader(models: Pick<Store['models'], 'inUse' | 'file'>): ModelLoader {
  const kept = new Map<string, readonly LoadedModel[]>()
  const recent = new Map<string, StoredModel>()

  async function read(shopId: string, id: string): Promise<StoredModel | undefined> {
    const file = await models.file(shopId, id)
    if (file === undefined) return undefined
    const result = readModel(Buffer.from(file).toString())
    // It was read when it was added.
    if (!result.ok) throw new Error(`the model ${id} of the shop ${shopId}: ${result.issue}`)
    return result.model
  }

  return {
    async inUse(shopId) {
      const loaded: LoadedModel[] = []
      for (const { id, checkpoint, state } of await models.inUse(shopId)) {
        const known = kept.get(shopId)?.find((each) => each.id === id)
        const model = known?.model ?? (await read(shopId, id))
        if (model === undefined) continue
        loaded.push({ id, checkpoint: checkpoint as Checkpoint, state, model })
      }
      if (loaded.length > 0) kept.set(shopId, loaded)
      else kept.delete(shopId)
      return loaded
    },
    async find(shopId, id) {
      const key = `${shopId} ${id}`
      const inUse = kept.get(shopId)?.find((each) => each.id === id)
      const model = inUse?.model ?? recent.get(key) ?? (await read(shopId, id))
      if (model === undefined || inUse !== undefined) return model
      recent.delete(key)
      recent.set(key, model)
      if (recent.size > READ_MAX) recent.delete(recent.keys().next().value!)
      return model
    },
  }
}
