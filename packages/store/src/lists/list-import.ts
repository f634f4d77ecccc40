import pg from 'pg'
import { inTime, type Sql, sqlOn } from '../connection/sql.ts'
import { asUnreachable } from '../connection/unreachable.ts'
import {
  COMPARE_STAGED,
  PUT_STAGED,
  type PutRow,
  REMOVE_UNSTAGED,
  type RemovedRow,
  STAGE_ITEMS,
  STAGE_TABLE,
  type StagedRow,
} from '../queries/change-list-items.ts'
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

/** A million staged items and their index; the default of 8 MB sends them to the disk. */
const TEMP_BUFFERS = '96MB'

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
  /** Later items of the same value take the place of earlier ones. Answers how many are staged. */
  stage(items: readonly NewListItem[]): Promise<number>
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
  await client.query(`SET temp_buffers = '${TEMP_BUFFERS}'`)
  const sql = sqlOn({ query })
  await sql.run(STAGE_TABLE)
  let staged = 0
  return {
    async stage(items) {
      const last = new Map(items.map((item) => [item.value, item]))
      const each = [...last.values()]
      const [row] = await sql.rows<{ added: number }>(STAGE_ITEMS, [
        each.map(({ value }) => value),
        each.map(({ source }) => source),
        each.map(({ note }) => note ?? null),
        each.map(({ expiresAtMs }) => expiresAtMs ?? null),
      ])
      staged += row!.added
      return staged
    },
    async preview(isReplacing) {
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
  const [taken] = isReplacing ? await sql.rows<RemovedRow>(REMOVE_UNSTAGED, key) : []
  const [put] = await sql.rows<PutRow>(PUT_STAGED, key)
  const counts = { ...put!, removed: taken?.removed ?? 0 }
  await refuseOverfull(sql, shopId, name, itemsMax)
  const action = isReplacing ? 'replaced' : 'imported'
  await logChange(sql, shopId, name, { ...touched, ...counts, action, author, source })
  if (counts.added + counts.renewed + counts.removed > 0) await noteChanged(sql, shopId, name, null)
  await sql.rows(NOTIFY_CONFIG, [shopId])
  return { state: 'changed', ...counts }
}
