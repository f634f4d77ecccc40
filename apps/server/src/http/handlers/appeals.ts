import {
  PAGE_ITEMS_DEFAULT,
  type AppealDecision,
  type AppealDraft,
  type ShownAppeal,
  type StaffAppeal,
} from '@gatehouse/contract'
import type { FeedBook } from '@gatehouse/investigate'
import type { Appeal, AppealState, Store } from '@gatehouse/store'
import { created, ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { readCursor, writeCursor, type PageQuery } from '../../page-cursor.ts'

export interface AppealParts {
  readonly store: Pick<Store, 'appeals' | 'blocklist'>
  readonly feed: Pick<FeedBook, 'publish'>
  readonly nowMs: () => number
  readonly newId: (atMs: number) => string
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** A shop that is blocked for nothing loses its sales meanwhile. */
const ANSWER_WITHIN_MS = 48 * 3_600_000
/** What people wrote is kept for that long after it was answered. */
const KEPT_MS = 90 * 86_400_000

export function appealHandlers(
  parts: AppealParts,
): Pick<Handlers, 'appeal' | 'getAppeal' | 'listAppeals' | 'decideAppeal'> {
  const { store, feed, nowMs, newId } = parts
  const { appeals } = store
  return {
    async appeal({ body }) {
      const { kind, key, statement } = body as AppealDraft
      const [listed] = await store.blocklist.standing([{ kind, key }])
      if (listed === undefined) throw new ApiError('not_found', { detail: 'it is not listed' })
      const atMs = nowMs()
      const made = await appeals.open({
        id: newId(atMs),
        kind,
        key,
        statement,
        createdAtMs: atMs,
        dueAtMs: atMs + ANSWER_WITHIN_MS,
      })
      if (made === undefined) {
        throw new ApiError('already_exists', { detail: 'an appeal for it is being looked at' })
      }
      return created(shownAppeal(made))
    },
    async getAppeal({ params }) {
      return ok(shownAppeal(orNotFound(await appeals.find(String(params['appeal_id'])))))
    },
    async listAppeals({ query }) {
      const {
        limit = PAGE_ITEMS_DEFAULT,
        cursor,
        state,
      } = query as PageQuery & {
        readonly state?: AppealState
      }
      const found = await appeals.page(state ?? null, readCursor(cursor, ID), limit + 1)
      const shown = found.slice(0, limit)
      return ok({
        items: shown.map((appeal) => staffAppeal(appeal, nowMs())),
        next_cursor: found.length > limit ? writeCursor(shown.at(-1)!.id) : null,
      })
    },
    async decideAppeal({ params, body, caller }) {
      const { state, answer } = body as AppealDecision
      const atMs = nowMs()
      const decision = { state, answer, by: caller.name, nowMs: atMs }
      const decided = orNotFound(await appeals.decide(String(params['appeal_id']), decision))
      if (state === 'upheld') {
        const { kind, key } = decided
        await feed.publish({ put: [], remove: [{ kind, key, why: 'appeal' }] })
      }
      await appeals.forget(atMs - KEPT_MS)
      return ok(staffAppeal(decided, atMs))
    },
  }
}

function orNotFound(appeal: Appeal | undefined): Appeal {
  if (appeal === undefined) throw new ApiError('not_found')
  return appeal
}

function shownAppeal(appeal: Appeal): ShownAppeal {
  return {
    id: appeal.id,
    kind: appeal.kind,
    key: appeal.key,
    state: appeal.state,
    created_at: timeOf(appeal.createdAtMs),
    due_at: timeOf(appeal.dueAtMs),
    decided_at: appeal.decidedAtMs === null ? null : timeOf(appeal.decidedAtMs),
    answer: appeal.answer,
  }
}

function staffAppeal(appeal: Appeal, nowMs: number): StaffAppeal {
  return {
    ...shownAppeal(appeal),
    statement: appeal.statement,
    is_late: appeal.state === 'open' && appeal.dueAtMs < nowMs,
    decided_by: appeal.decidedBy,
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
