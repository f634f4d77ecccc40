import { Type } from 'typebox'
import { listChangeItemSchema, listChangeSchema } from '../list-change.ts'
import { exportedItemSchema, LIST_ITEMS_MAX } from '../list.ts'
import { closed, COUNT_MAX, listOf } from '../schema.ts'
import { listName } from './list-name.ts'
import { pageOf, pageQuery, type Route } from './route.ts'

const byName = closed({ name: listName })
/** A million items with the longest notes; what is sent is streamed. */
const EXPORT_LENGTH_MAX = 2_000_000_000

/** What of a list is for the records: its items as a file, and who changed it when. */
export const listRecordRoutes = {
  exportListCsv: {
    method: 'GET',
    path: '/v1/lists/{name}/export.csv',
    tag: 'lists',
    summary: 'Every item of a list as CSV; tokens stay tokens',
    scope: 'read',
    params: byName,
    answers: {
      200: {
        doc: 'The items, expired ones too, under a header line. A cell that a spreadsheet would run as a formula begins with an apostrophe, which an import takes off again.',
        schema: Type.String({ maxLength: EXPORT_LENGTH_MAX }),
        contentType: 'text/csv',
      },
    },
    errors: ['not_found'],
  },
  exportListJson: {
    method: 'GET',
    path: '/v1/lists/{name}/export.json',
    tag: 'lists',
    summary: 'Every item of a list as JSON; tokens stay tokens',
    scope: 'read',
    params: byName,
    answers: {
      200: {
        doc: 'The items, expired ones too, one to a line.',
        schema: listOf(exportedItemSchema, LIST_ITEMS_MAX, 'The items.'),
      },
    },
    errors: ['not_found'],
  },
  listListChanges: {
    method: 'GET',
    path: '/v1/lists/{name}/changes',
    tag: 'lists',
    summary: 'Who changed a list and when, newest first; a deleted list keeps its log',
    scope: 'read',
    params: byName,
    query: closed(pageQuery),
    answers: { 200: { doc: 'A page of changes.', schema: pageOf(listChangeSchema) } },
    errors: ['not_found'],
  },
  listListChangeItems: {
    method: 'GET',
    path: '/v1/lists/{name}/changes/{revision}/items',
    tag: 'lists',
    summary: 'Every item of one change',
    scope: 'read',
    params: closed({
      name: listName,
      revision: Type.Integer({
        description: 'Number of the change.',
        minimum: 1,
        maximum: COUNT_MAX,
      }),
    }),
    query: closed(pageQuery),
    answers: { 200: { doc: 'A page of items.', schema: pageOf(listChangeItemSchema) } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
