import {
  LIST_ITEMS_MAX,
  LISTS_MAX,
  PAGE_ITEMS_DEFAULT,
  type ListBulk,
  type ListDraft,
  type ListItemDraft,
  type ListSettings,
  type Reference,
} from '@gatehouse/contract'
import { shareOf } from '@gatehouse/pipeline'
import { compileSegments } from '@gatehouse/gate'
import type { CountedList, Lists, NewListItem, Store } from '@gatehouse/store'
import { created, noContent, ok, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { itemReader, newListOf, type ItemReader } from '../../list-items.ts'
import { kindOf, shownItem, shownList, valueOfId } from '../../list-shown.ts'
import { readCursor, refuseCursor, writeCursor, type PageQuery } from '../../page-cursor.ts'
import { fromStored } from '../../ruleset-document.ts'
import { catalogueOfShop, type RulesetParts } from '../../ruleset-publish.ts'
import { readsOf } from '../../ruleset-reads.ts'
import { listRecordHandlers } from './list-records.ts'
import { documentsInUse } from '../../ruleset-shadow.ts'

export interface ListParts extends Omit<RulesetParts, 'validate'> {
  readonly store: RulesetParts['store'] & Pick<Store, 'personal' | 'circles'>
  readonly reference: () => Reference
  nowMs(): number
}

const NAME = /^[a-z][a-z0-9_]{0,63}$/

type ListHandlers = Pick<
  Handlers,
  | 'listLists'
  | 'createList'
  | 'getList'
  | 'changeList'
  | 'deleteList'
  | 'listListItems'
  | 'addListItem'
  | 'deleteListItem'
  | 'changeListItems'
> &
  ReturnType<typeof listRecordHandlers>

/** A change is in force on this node before it is answered; other nodes hear of it at once. */
export function listHandlers(parts: ListParts): ListHandlers {
  const { lists } = parts.store
  return {
    async listLists({ shopId, query }) {
      const { limit = PAGE_ITEMS_DEFAULT, cursor } = query as PageQuery
      const found = await lists.page(shopId, readCursor(cursor, NAME), limit + 1)
      const shown = found.slice(0, limit)
      return ok({
        items: shown.map(shownList),
        next_cursor: found.length > limit ? writeCursor(shown.at(-1)!.name) : null,
      })
    },
    createList: ({ shopId, body, caller }) =>
      parts.inTurn(shopId, async () => {
        const draft = newListOf(body as ListDraft)
        const known = await lists.all(shopId)
        if (known.some((list) => list.name === draft.name)) throw new ApiError('already_exists')
        if (known.length >= LISTS_MAX) throw tooManyLists()
        const made = await lists.create(shopId, draft, caller.name)
        if (made === undefined) throw new ApiError('already_exists')
        await parts.shops.reload(shopId)
        return created(shownList({ ...made, itemsCount: 0 }))
      }),
    getList: async (request) => ok(shownList(await listOf(request, lists))),
    changeList: (request) =>
      parts.inTurn(request.shopId, async () => {
        const { shopId, caller, body } = request
        const { name } = await listOf(request, lists)
        await lists.describe(shopId, name, body as ListSettings, caller.name)
        await parts.shops.reload(shopId)
        return ok(shownList(await listOf(request, lists)))
      }),
    deleteList: (request) =>
      parts.inTurn(request.shopId, async () => {
        const { shopId, caller } = request
        const { name } = await listOf(request, lists)
        await refuseInUse(shopId, name, parts)
        await lists.remove(shopId, name, caller.name)
        await parts.shops.reload(shopId)
        return noContent
      }),
    async listListItems(request) {
      const { shopId, query } = request
      const { name, type } = await listOf(request, lists)
      const page = { limit: PAGE_ITEMS_DEFAULT, ...(query as PageQuery) }
      const { items, nextCursor } = await lists.items(shopId, name, page).catch(refuseCursor)
      return ok({
        items: items.map((item) => shownItem(kindOf(type), item)),
        next_cursor: nextCursor,
      })
    },
    async addListItem(request) {
      const list = await listOf(request, lists)
      const reader = await readerOf(request, list, parts)
      const item = reader.item('', request.body as ListItemDraft)
      refuse(reader)
      await change(request, list, { put: [item!], take: [] }, parts)
      const kept = await lists.item(request.shopId, list.name, item!.value)
      // Taken off again by somebody else before it could be read.
      if (kept === undefined) throw new ApiError('version_conflict')
      return created(shownItem(kindOf(list.type), kept))
    },
    async deleteListItem(request) {
      const { shopId, params } = request
      const list = await listOf(request, lists)
      const value = valueOfId(String(params['item_id']))
      const kept = value === undefined ? undefined : await lists.item(shopId, list.name, value)
      if (kept === undefined) throw new ApiError('not_found')
      await change(request, list, { put: [], take: [kept.value] }, parts)
      return noContent
    },
    async changeListItems(request) {
      const list = await listOf(request, lists)
      const reader = await readerOf(request, list, parts)
      const { add = [], remove = [] } = request.body as ListBulk
      const put = new Map<string, NewListItem>()
      for (const [index, draft] of add.entries()) {
        const item = reader.item(`/add/${index}`, draft)
        // Given twice, the last one counts.
        if (item !== undefined) put.set(item.value, item)
      }
      const take = new Set<string>()
      for (const [index, text] of remove.entries()) {
        const value = reader.value(`/remove/${index}`, text)
        if (value === undefined) continue
        take.add(value)
        if (put.has(value)) reader.fault(`/remove/${index}`, 'is added too')
      }
      refuse(reader)
      const changes = { put: [...put.values()], take: [...take] }
      return ok(await change(request, list, changes, parts))
    },
    ...listRecordHandlers(parts.store, (request) => listOf(request, lists)),
  }
}

/** @throws ApiError `not_found`, for the lists of other shops too */
async function listOf({ shopId, params }: ApiRequest, lists: Lists): Promise<CountedList> {
  const list = await lists.find(shopId, String(params['name']))
  if (list === undefined) throw new ApiError('not_found')
  return list
}

async function readerOf(
  { shopId, caller }: ApiRequest,
  { name, type }: CountedList,
  parts: ListParts,
): Promise<ItemReader> {
  const kind = kindOf(type)
  const reference = parts.reference()
  const memberships = await parts.store.circles.ofShop(shopId)
  const share = shareOf(memberships, { name, kind }, reference, parts.nowMs())
  return itemReader(kind, {
    reference,
    tokenise: (field, value) => parts.store.personal.token(shopId, field, value),
    nowMs: parts.nowMs(),
    source: caller.name,
    ...(share === undefined ? {} : { share }),
  })
}

/** @throws ApiError `invalid_body` with every value that could not be read: nothing is changed */
function refuse({ issues }: ItemReader): void {
  if (issues.length > 0) throw new ApiError('invalid_body', { issues })
}

/** @throws ApiError `not_found`, `list_full` */
async function change(
  { shopId, caller }: ApiRequest,
  { name }: CountedList,
  changes: { readonly put: readonly NewListItem[]; readonly take: readonly string[] },
  { store, shops, inTurn }: ListParts,
) {
  return inTurn(shopId, async () => {
    const done = await store.lists.change(shopId, name, {
      ...changes,
      itemsMax: LIST_ITEMS_MAX,
      author: caller.name,
    })
    if (done.state === 'no_list') throw new ApiError('not_found')
    if (done.state === 'full') throw new ApiError('list_full')
    await shops.reload(shopId)
    const { added, renewed, removed } = done
    return { added, renewed, removed }
  })
}

/** @throws ApiError `in_use` naming the ruleset */
async function refuseInUse(shopId: string, name: string, parts: ListParts): Promise<void> {
  const { declarations, segments } = await catalogueOfShop(shopId, parts)
  const compiled = compileSegments(segments, declarations)
  for (const segment of compiled.ok ? compiled.segments : []) {
    if (!segment.readNames.includes(`list.${name}`)) continue
    throw new ApiError('in_use', {
      detail: `the segment \`${segment.name}\` of the shop names the list \`${name}\`: change its settings first`,
    })
  }
  for (const document of await documentsInUse(shopId, parts.store)) {
    const { ruleset } = fromStored(document)
    if (!readsOf(ruleset, declarations).lists.has(name)) continue
    throw new ApiError('in_use', {
      detail: `the ruleset \`${ruleset.name}\`, published or tried, names the list \`${name}\`: publish a version without it first, or end its shadow and roll-out`,
    })
  }
}

function tooManyLists(): ApiError {
  const message = `the shop has ${LISTS_MAX} lists: delete one that no ruleset names`
  return new ApiError('invalid_body', {
    detail: message,
    issues: [{ pointer: '', code: 'too_many', message }],
  })
}
