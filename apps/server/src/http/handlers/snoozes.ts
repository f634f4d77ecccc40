import {
  PAGE_ITEMS_DEFAULT,
  type Issue,
  type Reference,
  type Snooze,
  type SnoozeDraft,
  type SnoozeEntity,
} from '@gatehouse/contract'
import { idsOfDocument } from '@gatehouse/gate'
import { listValue, matchOf, type ShopRuntime } from '@gatehouse/pipeline'
import { StoreError, type Snooze as StoredSnooze, type Snoozes, type Store } from '@gatehouse/store'
import { created, noContent, ok, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { readCursor, writeCursor, type PageQuery } from '../../page-cursor.ts'
import { fromStored } from '../../ruleset-document.ts'
import { documentsInUse } from '../../ruleset-shadow.ts'
import type { RulesetParts } from '../../ruleset-publish.ts'

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** What should be so for ever is a change of the rule, or a list. */
const UNTIL_MAX_MS = 366 * 24 * 60 * 60 * 1000
/** Under `privacy: minimal` no token of these is kept anywhere. */
const NOT_KEPT: readonly SnoozeEntity[] = ['ip', 'address']

export interface SnoozeParts extends Pick<RulesetParts, 'shops'> {
  readonly store: RulesetParts['store'] & Pick<Store, 'snoozes' | 'personal'>
  readonly reference: () => Reference
  runtime(shopId: string): ShopRuntime | undefined
  nowMs(): number
  newId(atMs: number): string
}

export function snoozeHandlers(
  parts: SnoozeParts,
): Pick<Handlers, 'listSnoozes' | 'createSnooze' | 'deleteSnooze'> {
  const { snoozes } = parts.store
  return {
    async listSnoozes({ shopId, query }) {
      const { limit = PAGE_ITEMS_DEFAULT, cursor } = query as PageQuery
      const before = readCursor(cursor, ID)
      const found = await snoozes.page(shopId, parts.nowMs(), before, limit + 1)
      const shown = found.slice(0, limit)
      return ok({
        items: shown.map(shownSnooze),
        next_cursor: found.length > limit ? writeCursor(shown.at(-1)!.id) : null,
      })
    },
    async createSnooze(request) {
      const { shopId, caller } = request
      const { rule, entity, until, why } = request.body as SnoozeDraft
      const token = await tokenOf(request, parts)
      const nowMs = parts.nowMs()
      const made = await create(
        snoozes,
        {
          id: parts.newId(nowMs),
          shopId,
          rule,
          entity,
          token,
          untilMs: Date.parse(until),
          why,
          createdBy: caller.name,
        },
        nowMs,
      )
      await parts.shops.reload(shopId)
      return created(shownSnooze(made))
    },
    async deleteSnooze({ shopId, caller, params }) {
      const removed = await snoozes.remove(shopId, String(params['snooze_id']), caller.name)
      if (!removed) throw new ApiError('not_found')
      await parts.shops.reload(shopId)
      return noContent
    },
  }
}

/** @throws ApiError `invalid_body` when the shop has no room for more */
async function create(
  snoozes: Snoozes,
  snooze: Parameters<Snoozes['create']>[0],
  nowMs: number,
): Promise<StoredSnooze> {
  try {
    return await snoozes.create(snooze, nowMs)
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'invalid') throw error
    const issues = [{ pointer: '', code: 'too_many', message: error.message }]
    throw new ApiError('invalid_body', { detail: error.message, issues })
  }
}

/**
 * The token of the value, once all that was said holds.
 * @throws ApiError `invalid_body`
 */
async function tokenOf({ shopId, body }: ApiRequest, parts: SnoozeParts): Promise<string> {
  const { rule, entity, value, until } = body as SnoozeDraft
  const issues: Issue[] = []
  const fault = (pointer: string, message: string) =>
    issues.push({ pointer, code: 'malformed', message })
  const nowMs = parts.nowMs()
  const untilMs = Date.parse(until)
  if (untilMs <= nowMs) fault('/until', 'is in the past: it would have no effect')
  if (untilMs > nowMs + UNTIL_MAX_MS) {
    fault('/until', 'is more than a year away: change the rule, or use a list')
  }
  if (!(await hasRule(shopId, rule, parts))) {
    fault('/rule', `no ruleset that is live or tried has \`${rule}\``)
  }
  const isMinimal = parts.runtime(shopId)?.privacy === 'minimal'
  if (isMinimal && NOT_KEPT.includes(entity)) {
    fault('/entity', 'the shop keeps nothing of IP and postal addresses: name the account or email')
  }
  const read = listValue(entity, value, {
    reference: parts.reference(),
    tokenise: (field, spelled) => parts.store.personal.token(shopId, field, spelled),
  })
  if (!read.ok) fault('/value', read.message)
  else if (matchOf(entity, read.value) !== 'exact') {
    fault('/value', 'stands for many: a snooze is for one, change the rule for more')
  }
  if (!read.ok || issues.length > 0) throw new ApiError('invalid_body', { issues })
  return read.value
}

/** A name that no rule has would snooze nothing without a word. */
async function hasRule(shopId: string, rule: string, { store }: SnoozeParts): Promise<boolean> {
  const documents = await documentsInUse(shopId, store)
  return documents.some((document) => idsOfDocument(fromStored(document).ruleset).includes(rule))
}

function shownSnooze({ id, rule, entity, untilMs, why, ...made }: StoredSnooze): Snooze {
  return {
    id,
    rule,
    entity: entity as SnoozeEntity,
    until: new Date(untilMs).toISOString(),
    why,
    created_at: new Date(made.createdAtMs).toISOString(),
    created_by: made.createdBy,
  }
}
