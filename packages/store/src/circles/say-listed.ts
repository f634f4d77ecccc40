import type { Sql } from '../connection/sql.ts'
import type { NewListItem, Standing } from '../lists/list.ts'
import {
  PUT_STAGED_SOURCES,
  TAKE_LIST_SOURCES,
  TAKE_LISTED_SOURCES,
  TAKE_LOCAL_SOURCES,
  TAKE_ORPHANED_SOURCES,
  TAKE_SOURCES,
} from '../queries/circles.ts'
import type { CircleSource } from './circle.ts'
import { putSources, sayAnew } from './say.ts'

interface ListedChange {
  readonly name: string
  readonly type: string
  readonly put: readonly NewListItem[]
  readonly take: readonly string[]
  readonly author: string
}

/**
 * A list has changed: its circles are told of what is new on it, and that the shop says no more what
 * is gone from it. What comes onto an allow list is told by nobody any more.
 */
export async function sayListed(
  sql: Sql,
  shopId: string,
  { name, type, put, take, author }: ListedChange,
): Promise<void> {
  const values = put.map(({ value }) => value)
  const sources = put.flatMap(({ value, shared = [] }) =>
    shared.map((each): CircleSource => ({ ...each, listName: name, ref: value, local: value })),
  )
  await sayAnew(
    sql,
    shopId,
    (member, room) =>
      member.lists.includes(name)
        ? [[TAKE_SOURCES, name, [...take, ...values]], ...putSources(shopId, member, sources, room)]
        : [[TAKE_LOCAL_SOURCES_IF_ALLOWED, type, values, shopId, name]],
    { action: 'list', author },
  )
}

/** The same, only where the list is one of those that speak for people. */
const TAKE_LOCAL_SOURCES_IF_ALLOWED = {
  name: 'take_allowed_circle_sources',
  text: TAKE_LOCAL_SOURCES.text.replace(
    'RETURNING',
    `AND EXISTS (SELECT FROM lists WHERE shop_id = $5 AND name = $6 AND standing = 'allow')
RETURNING`,
  ),
}

/** A file was put on a list. */
export async function sayImported(
  sql: Sql,
  shopId: string,
  name: string,
  author: string,
): Promise<void> {
  await sayAnew(
    sql,
    shopId,
    ({ lists }, room) =>
      lists.includes(name)
        ? [
            [TAKE_ORPHANED_SOURCES, name, shopId],
            [PUT_STAGED_SOURCES, shopId, name, room],
          ]
        : [],
    { action: 'import', author },
  )
}

/** A list that is no deny list any more says nothing; what is on an allow list is not told. */
export async function sayRestood(
  sql: Sql,
  shopId: string,
  {
    name,
    type,
    standing,
  }: { readonly name: string; readonly type: string; readonly standing: Standing },
  author: string,
): Promise<void> {
  if (standing === 'deny') return
  await sayAnew(
    sql,
    shopId,
    () => [
      [TAKE_LIST_SOURCES, name],
      ...(standing === 'allow' ? [[TAKE_LISTED_SOURCES, type, shopId, name] as const] : []),
    ],
    { action: 'list', author },
  )
}

/** A list is gone. */
export async function sayDeleted(
  sql: Sql,
  shopId: string,
  name: string,
  author: string,
): Promise<void> {
  await sayAnew(sql, shopId, () => [[TAKE_ORPHANED_SOURCES, name, shopId]], {
    action: 'list',
    author,
  })
}
