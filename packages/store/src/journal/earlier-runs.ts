import type { Session } from '../connection/lasting-client.ts'
import type { Sql } from '../connection/sql.ts'
import { NAMED_SESSIONS } from '../queries/earlier-sessions.ts'
import { END_SESSIONS } from '../queries/which-stored.ts'

/** Sessions in which an earlier run of this node may still store what it was sent. */
export interface EarlierRuns {
  /**
   * Ends those that were there when it was first called; call it before anything is appended.
   * `false`: some are still there, stopped or in the midst of a commit. Once it is `true` nothing
   * of an earlier run is stored any more.
   */
  end(): Promise<boolean>
}

/**
 * A server that was killed leaves sessions behind, and what a batch of theirs commits after the
 * journal was read is in no window. Its process is dead, so it opens no new ones.
 *
 * @param name of the sessions of this node that append
 */
export function openEarlierRuns(sql: Sql, name: string): EarlierRuns {
  let sessions: Promise<readonly Session[]> | undefined
  return {
    async end() {
      sessions ??= sql.rows<Session>(NAMED_SESSIONS, [name])
      const left = await sessions.catch((error: unknown) => {
        sessions = undefined
        throw error
      })
      if (left.length === 0) return true
      const pids = left.map(({ pid }) => pid)
      const starts = left.map(({ startedAt }) => startedAt)
      return (await sql.rows(END_SESSIONS, [pids, starts])).length === 0
    },
  }
}
