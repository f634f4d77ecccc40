import { setTimeout as sleep } from 'node:timers/promises'
import type { LastingClient } from '../connection/lasting-client.ts'
import { APPEND_BATCH } from '../queries/append-batch.ts'
import { StoreError } from '../store-error.ts'
import { encodeBatch, type Entry } from './encode-batch.ts'
import type { SendBatch } from './group-commit.ts'

/** How long a batch waits for a lost database before it is refused. */
const AWAY_TIMEOUT_MS = 10_000
const RETRY_MS = 50

const WHICH_STORED = {
  name: 'which_stored',
  text: 'SELECT id FROM journal WHERE id = ANY ($1::uuid[])',
}

/**
 * Sends batches on one connection. When the connection breaks while a batch is on its way nobody
 * knows whether it was committed; so we come back, ask which of its ids are there, and send the
 * rest. The journal's unique ids make a second copy impossible.
 */
export function appendConnection(
  client: LastingClient,
  awayTimeoutMs = AWAY_TIMEOUT_MS,
): SendBatch {
  async function send(entries: readonly Entry[]): Promise<ReadonlySet<Entry>> {
    const result = await client.query<{ n: number }>({
      name: 'append_batch',
      text: APPEND_BATCH,
      values: [...encodeBatch(entries)],
    })
    return new Set(result.rows.map((row) => entries[row.n]!))
  }

  async function withoutStored(entries: readonly Entry[]): Promise<readonly Entry[]> {
    const ids = entries.map((entry) => entry.record.id)
    const result = await client.query<{ id: string }>({ ...WHICH_STORED, values: [ids] })
    const stored = new Set(result.rows.map((row) => row.id))
    return entries.filter((entry) => !stored.has(entry.record.id))
  }

  return async (entries) => {
    let deadline: number | undefined
    for (;;) {
      try {
        const left = deadline === undefined ? entries : await withoutStored(entries)
        return left.length === 0 ? new Set() : await send(left)
      } catch (error) {
        const isAway = error instanceof StoreError && error.code === 'database_unreachable'
        // After a break the server may still have been committing the first copy.
        const isLateCopy = deadline !== undefined && isUniqueViolation(error)
        if (!isAway && !isLateCopy) throw error
        deadline ??= Date.now() + awayTimeoutMs
        if (Date.now() > deadline) throw error
        await sleep(RETRY_MS)
      }
    }
  }
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}
