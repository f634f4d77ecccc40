import type { SqlPool } from '../connection/sql.ts'
import { ensurePartitions } from './partitions.ts'

/** What a server does from time to time. Every call is safe on several nodes at once. */
export interface Upkeep {
  /** Daily: makes the journal's partitions of this and the next two months. Answers the new ones. */
  ensurePartitions(nowMs: number): Promise<readonly string[]>
}

export function openUpkeep(sql: SqlPool): Upkeep {
  return { ensurePartitions: (nowMs) => ensurePartitions(sql, nowMs) }
}
