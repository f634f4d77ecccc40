import { setTimeout as sleep } from 'node:timers/promises'
import {
  ConnectionLostError,
  type LastingClient,
  type Session,
} from '../connection/lasting-client.ts'
import { APPEND_BATCH } from '../queries/append-batch.ts'
import { WHICH_STORED } from '../queries/which-stored.ts'
import { encodeBatch, type Entry } from './encode-batch.ts'
import type { SendBatch, SentBatch } from './group-commit.ts'

const RETRY_MS = 50

/**
 * Sends batches on one connection. When the connection breaks while a batch is on its way nobody
 * knows whether it was committed; so we come back, ask which of its ids are there, and send the
 * rest for as long as somebody waits for it. The journal's unique ids make a second copy impossible.
 */
export function appendConnection(client: LastingClient): SendBatch {
  async function send(entries: readonly Entry[]): Promise<readonly Entry[]> {
    const result = await client.query<{ n: number }>({
      name: 'append_batch',
      text: APPEND_BATCH,
      values: [...encodeBatch(entries)],
    })
    return result.rows.map((row) => entries[row.n]!)
  }

  async function withoutStored(entries: readonly Entry[]): Promise<readonly Entry[]> {
    if (entries.length === 0) return entries
    const ids = entries.map((entry) => entry.record.id)
    const result = await client.query<{ id: string }>({ ...WHICH_STORED, values: [ids] })
    const stored = new Set(result.rows.map((row) => row.id))
    return entries.filter((entry) => !stored.has(entry.record.id))
  }

  return async (entries, isAwaited): Promise<SentBatch> => {
    /** Where an earlier copy may still be at work. */
    const sessions: Session[] = []
    const absent: Entry[] = []
    const doubtful: Entry[] = []
    let violation: unknown
    let left = entries
    for (;;) {
      // What nobody waits for any more is not sent again: whoever sent it will.
      const late = left.filter((entry) => !isAwaited(entry))
      ;(sessions.length === 0 ? absent : doubtful).push(...late)
      if (late.length > 0) left = left.filter(isAwaited)
      if (left.length === 0) return { refused: [], absent, doubtful, sessions }
      try {
        const mayBeThere = sessions.length > 0 || violation !== undefined
        if (mayBeThere) {
          const before = left.length
          left = await withoutStored(left)
          // No earlier copy of ours was in the way.
          if (sessions.length === 0 && left.length === before) throw violation
          if (left.length === 0) continue
        }
        const taken = await send(left)
        // A key may be taken by the earlier copy of the same row: then the row is there.
        const refused = mayBeThere ? await withoutStored(taken) : taken
        return { refused, absent, doubtful, sessions }
      } catch (error) {
        if (error instanceof ConnectionLostError) {
          if (error.session !== null) sessions.push(error.session)
        } else if (isUniqueViolation(error) && error !== violation) {
          // An earlier copy was committed late.
          violation = error
        } else if (sessions.length === 0) {
          throw error
        } else {
          // Of the earlier copy the server has said nothing.
          doubtful.push(...left)
          return { refused: [], absent, doubtful, sessions }
        }
        await sleep(RETRY_MS)
      }
    }
  }
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}
