import type { ListKind } from '@gatehouse/contract'
import {
  inTurns,
  listContentsBuilder,
  type ListContentsBuilder,
  type LoadedList,
} from '@gatehouse/pipeline'
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
    for (const { name, revision } of await lists.all(shopId)) {
      const same = known.find((list) => list.name === name && list.revision === revision)
      const list = same ?? (await read(shopId, name))
      // Deleted since the names were read.
      if (list !== undefined) loaded.push(list)
    }
    kept.set(shopId, loaded)
    return loaded
  }

  async function read(shopId: string, name: string): Promise<LoadedList | undefined> {
    let builder: ListContentsBuilder | undefined
    const list = await lists.active(shopId, name, nowMs(), (items, { type }) => {
      builder ??= listContentsBuilder(type as ListKind)
      for (const { value, expiresAtMs } of items) builder.add(value, expiresAtMs ?? Infinity)
    })
    if (list === undefined) return undefined
    const { type, standing, revision } = list
    // A long list takes a second to sort; orders are decided meanwhile.
    const contents = await inTurns(builder!.build())
    return { name, kind: type as ListKind, standing, revision, contents }
  }
}
