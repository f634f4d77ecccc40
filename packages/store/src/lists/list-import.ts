import pg from 'pg'
import { inTime, type Sql, sqlOn, type Statement } from '../connection/sql.ts'
import { asUnreachable } from '../connection/unreachable.ts'
import type { WrittenRow } from '../queries/change-list-items.ts'
import {
  ADD_STAGED,
  ANALYZE_STAGED,
  COMPARE_STAGED,
  REMOVE_UNSTAGED,
  RENEW_STAGED,
  STAGE_ITEMS,
  STAGE_TABLE,
  type StagedRow,
} from '../queries/stage-list-items.ts'
import { sayImported } from '../circles/say-listed.ts'
import { STAGE_SHARES, STAGE_SHARES_TABLE } from '../queries/stage-list-items.ts'
import { TOUCH_LIST } from '../queries/lists.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import {
  asFull,
  type ChangeCounts,
  type ListChangeResult,
  refuseOverfull,
  type TouchedRow,
  noteChanged,
} from './change-list.ts'
import type { NewListItem } from './list.ts'
import { logChange } from './list-log.ts'

/** A million items are sorted and compared: with the default of 4 MB on the disk. */
const WORK_MEM = '64MB'

export interface ImportChange {
  /** What was not staged is taken off the list. */
  readonly isReplacing: boolean
  readonly itemsMax: number
  readonly author: string
  readonly source: string
}

/**
 * A file on its way into a list: staged part by part, then put on the list in one transaction or
 * not at all. The list does not know of it before, and nothing is left when it is given up.
 */
export interface ListImport {
  /** No value may be staged twice, neither in one call nor in two. */
  stage(items: readonly NewListItem[]): Promise<void>
  /** What applying it would do, as the list is now, and how many items the list has. */
  preview(isReplacing: boolean): Promise<ChangeCounts & { readonly listed: number }>
  apply(change: ImportChange): Promise<ListChangeResult>
  close(): Promise<void>
}

/**
 * @param config a session of its own: what is staged is in its temporary table, and no transaction
 * is open while a file is read, because the journal's readers wait for old ones
 * @param deadlineMs for each statement
 */
export async function openListImport(
  config: pg.ClientConfig,
  deadlineMs: number,
  shopId: string,
  name: string,
): Promise<ListImport> {
  const client = new pg.Client({ ...config, application_name: 'gatehouse import' })
  client.on('error', () => {})
  const { query } = inTime(client, deadlineMs)
  await client.connect()
  await client.query(`SET work_mem = '${WORK_MEM}'`)
  const sql = sqlOn({ query })
  await sql.run(STAGE_TABLE)
  await sql.run(STAGE_SHARES_TABLE)
  return {
    async stage(items) {
      await sql.run(STAGE_ITEMS, [
        items.map(({ value }) => value),
        items.map(({ source }) => source),
        items.map(({ note }) => note ?? null),
        items.map(({ expiresAtMs }) => expiresAtMs ?? null),
      ])
      const shares = items.flatMap(({ value, shared = [] }) =>
        shared.map((share) => ({ value, share })),
      )
      if (shares.length === 0) return
      await sql.run(STAGE_SHARES, [
        shares.map(({ value }) => value),
        shares.map(({ share }) => share.circle),
        shares.map(({ share }) => share.kind),
        shares.map(({ share }) => Buffer.from(share.token)),
        shares.map(({ share }) => share.reason),
        shares.map(({ share }) => share.severity),
        shares.map(({ share }) => share.sinceMs),
        shares.map(({ share }) => share.expiresAtMs),
      ])
    },
    async preview(isReplacing) {
      await sql.run(ANALYZE_STAGED)
      const [row] = await sql.rows<StagedRow>(COMPARE_STAGED, [shopId, name])
      const { common, listed } = row!
      return {
        added: row!.staged - common,
        renewed: common,
        removed: isReplacing ? listed - common : 0,
        listed,
      }
    },
    async apply(change) {
      await sql.run(ANALYZE_STAGED)
      await query({ text: 'BEGIN' })
      try {
        const result = await applyStaged(sql, shopId, name, change)
        await query({ text: result.state === 'changed' ? 'COMMIT' : 'ROLLBACK' })
        return result
      } catch (error) {
        if (asUnreachable(error) === undefined) await query({ text: 'ROLLBACK' }).catch(() => {})
        return asFull(error)
      }
    },
    close: () => client.end(),
  }
}

async function applyStaged(
  sql: Sql,
  shopId: string,
  name: string,
  { isReplacing, itemsMax, author, source }: ImportChange,
): Promise<ListChangeResult> {
  const [touched] = await sql.rows<TouchedRow>(TOUCH_LIST, [shopId, name])
  if (touched === undefined) return { state: 'no_list' }
  const key = [shopId, name, touched.revision]
  const [compared] = await sql.rows<StagedRow>(COMPARE_STAGED, [shopId, name])
  const { staged, common } = compared!
  let logged = 0
  const write = async (statement: Statement): Promise<number> => {
    const [row] = await sql.rows<WrittenRow>(statement, [...key, logged])
    logged += row!.written
    return row!.written
  }
  const removed = isReplacing ? await write(REMOVE_UNSTAGED) : 0
  await write(RENEW_STAGED)
  await write(ADD_STAGED)
  await refuseOverfull(sql, shopId, name, itemsMax)
  const counts = { added: staged - common, renewed: common, removed }
  await sayImported(sql, shopId, name, author)
  const action = isReplacing ? 'replaced' : 'imported'
  await logChange(sql, shopId, name, { ...touched, ...counts, logged, action, author, source })
  if (counts.added + counts.renewed + counts.removed > 0) await noteChanged(sql, shopId, name, null)
  await sql.rows(NOTIFY_CONFIG, [shopId])
  return { state: 'changed', ...counts }
}
