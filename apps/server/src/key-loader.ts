import type { ApiKeys } from '@gatehouse/store'
import type { KeyTable } from './http/keys.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** Reads the keys of a shop again, or of all shops (`null`). */
export type LoadKeys = (shopId: string | null) => Promise<void>

/**
 * Loads run one after the other, whatever they are about: a slow one that began before a key was
 * revoked must not bring the key back.
 */
export function createKeyLoader(apiKeys: Pick<ApiKeys, 'active'>, table: KeyTable): LoadKeys {
  const asked = new Set<string | null>()
  const load = oneAtATime(async () => {
    const shopIds = asked.has(null) ? [null] : [...asked]
    asked.clear()
    try {
      for (const shopId of shopIds) table.replace(shopId, await apiKeys.active(shopId))
    } catch (error) {
      // Read with the next ones: a revoked key must not live on because the database was away.
      for (const shopId of shopIds) asked.add(shopId)
      throw error
    }
  })
  return (shopId) => {
    asked.add(shopId)
    return load('keys')
  }
}
