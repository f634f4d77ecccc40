import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from '../connection/lasting-client.ts'
import type { Sql } from '../connection/sql.ts'
import { END_SESSIONS, WHICH_STORED } from '../queries/which-stored.ts'

/** How often the database is asked while something is in doubt. */
const ASK_EVERY_MS = 250

/** Records that were sent and of which nobody knows whether they are stored. */
export interface Doubts {
  /**
   * Finds out what became of records, however long the database is away. `sessions` may still be
   * at work on them.
   */
  settle(ids: readonly string[], sessions: readonly Session[]): Promise<ReadonlySet<string>>
  /** Records in doubt now. */
  readonly count: number
  /** Asks no more; what is in doubt stays so. */
  close(): void
}

/**
 * Absence proves nothing while the server's process that a batch was sent to lives: stopped or slow,
 * it may commit later. So that process is ended first, and its end is waited for.
 */
export function openDoubts(sql: Sql): Doubts {
  let count = 0
  const closing = new AbortController()

  async function ask(
    ids: readonly string[],
    sessions: readonly Session[],
  ): Promise<ReadonlySet<string> | undefined> {
    const pids = sessions.map(({ pid }) => pid)
    const starts = sessions.map(({ startedAt }) => startedAt)
    const alive = await sql.rows(END_SESSIONS, [pids, starts])
    if (alive.length > 0) return undefined
    const rows = await sql.rows<{ id: string }>(WHICH_STORED, [ids])
    return new Set(rows.map(({ id }) => id))
  }

  return {
    async settle(ids, sessions) {
      count += ids.length
      while (!closing.signal.aborted) {
        // Away still, or again: the question stays the same.
        const stored = await ask(ids, sessions).catch(() => undefined)
        if (stored !== undefined) {
          count -= ids.length
          return stored
        }
        await sleep(ASK_EVERY_MS, undefined, { ref: false })
      }
      return new Promise(() => {})
    },
    get count() {
      return count
    },
    close() {
      closing.abort()
    },
  }
}
