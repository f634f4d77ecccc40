import { Readable } from 'node:stream'
import { CHANGE_ITEMS_SHOWN, PAGE_ITEMS_DEFAULT } from '@gatehouse/contract'
import type { CountedList, Store } from '@gatehouse/store'
import { ok, type ApiAnswer, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { exportedLines, type ExportFormat } from '../../list-export.ts'
import { kindOf, shownChange, shownChangeItem } from '../../list-shown.ts'
import { readCursor, writeCursor, type PageQuery } from '../../page-cursor.ts'

type RecordHandlers = Pick<
  Handlers,
  'exportListCsv' | 'exportListJson' | 'listListChanges' | 'listListChangeItems'
>

const REVISION = /^(?:|[1-9]\d{0,14})$/
const ITEM_NUMBER = /^(?:|[1-9]\d{0,6})$/

/** Files of a list, and its log. */
export function listRecordHandlers(
  { lists, personal }: Pick<Store, 'lists' | 'personal'>,
  listOf: (request: ApiRequest) => Promise<CountedList>,
): RecordHandlers {
  const exported = async (request: ApiRequest, format: ExportFormat): Promise<ApiAnswer> => {
    const { shopId } = request
    const { name, type } = await listOf(request)
    const lines = exportedLines(
      format,
      kindOf(type),
      lists.everything(shopId, name),
      (field, value) => personal.token(shopId, field, value),
    )
    return {
      status: 200,
      body: Readable.from(wholeText(lines)),
      contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
      headers: { 'content-disposition': `attachment; filename="${name}.${format}"` },
    }
  }
  return {
    exportListCsv: (request) => exported(request, 'csv'),
    exportListJson: (request) => exported(request, 'json'),
    async listListChanges(request) {
      const { shopId, params, query } = request
      const name = String(params['name'])
      const { limit = PAGE_ITEMS_DEFAULT, cursor } = query as PageQuery
      const before = readCursor(cursor, REVISION)
      const found = await lists.log.page(shopId, name, {
        before: before === '' ? null : Number(before),
        limit: limit + 1,
        itemsMax: CHANGE_ITEMS_SHOWN,
      })
      // A list that is gone is found as long as it has a log, one from before the log as it is.
      if (found.length === 0) await listOf(request)
      const shown = found.slice(0, limit)
      return ok({
        items: shown.map(shownChange),
        next_cursor: found.length > limit ? writeCursor(`${shown.at(-1)!.revision}`) : null,
      })
    },
    async listListChangeItems({ shopId, params, query }) {
      const name = String(params['name'])
      const revision = Number(params['revision'])
      const { limit = PAGE_ITEMS_DEFAULT, cursor } = query as PageQuery
      const from = Number(readCursor(cursor, ITEM_NUMBER))
      const change = await lists.log.find(shopId, name, revision)
      if (change === undefined) throw new ApiError('not_found')
      const found = await lists.log.items(shopId, name, revision, { from, limit })
      const kind = kindOf(change.type)
      const next = from + found.length
      return ok({
        items: found.map((item) => shownChangeItem(kind, item)),
        next_cursor: next < change.logged ? writeCursor(`${next}`) : null,
      })
    },
  }
}

async function* wholeText(blocks: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const block of blocks) yield `${block}\n`
}
