import type { ListKind } from '@gatehouse/contract'
import type { LoadedList } from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'

/** The lists of a shop with everything on them that has not expired. */
export type ListLoader = (shopId: string) => Promise<LoadedList[]>

/**
 * Reads lists and keeps what it read: a list whose revision is the same is not read again, so one
 * item more on a short list does not read the million of a long one.
 */
export function createListLoader(lists: Store['lists'], nowMs: () => number): ListLoader {
  const kept = new Map<string, readonly LoadedList[]>()
  return async (shopId) => {
    const known = kept.get(shopId) ?? []
    const loaded: LoadedList[] = []
    for (const { name, type, revision } of await lists.all(shopId)) {
      const same = known.find((list) => list.name === name && list.revision === revision)
      // The revision was read first: items that are newer than it are read again with the next one.
      const items = same?.items ?? (await itemsOf(shopId, name))
      loaded.push({ name, kind: type as ListKind, revision, items })
    }
    kept.set(shopId, loaded)
    return loaded
  }

  async function itemsOf(shopId: string, name: string): Promise<LoadedList['items']> {
    const items = new Map<string, number>()
    for await (const page of lists.active(shopId, name, nowMs())) {
      for (const { value, expiresAtMs } of page) items.set(value, expiresAtMs ?? Infinity)
    }
    return items
  }
}
