import {
  PAGE_ITEMS_DEFAULT,
  type ShownTakedown,
  type TakedownDraft,
  type TakedownReportRequest,
  type TakedownStepDraft,
} from '@gatehouse/contract'
import {
  defanged,
  downAfterMs,
  draftTakedown,
  reportText,
  stepTakedown,
  xarfReport,
  type Takedown,
  type XarfCase,
} from '@gatehouse/sites'
import type { Store, StoredTakedown } from '@gatehouse/store'
import { created, ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { readCursor, writeCursor, type PageQuery } from '../../page-cursor.ts'

export interface TakedownParts {
  readonly store: Pick<Store, 'takedowns' | 'blocklist'>
  readonly nowMs: () => number
  readonly newId: (atMs: number) => string
}

type TakedownHandlers = Pick<
  Handlers,
  'listTakedowns' | 'createTakedown' | 'stepTakedown' | 'writeTakedownReport'
>

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Takedowns belong to the installation, as the blocklist does: a site is asked for once. */
export function takedownHandlers({ store, nowMs, newId }: TakedownParts): TakedownHandlers {
  const { takedowns } = store
  const found = async (params: Readonly<Record<string, unknown>>) => {
    const stored = await takedowns.find<Takedown>(String(params['takedown_id']))
    if (stored === undefined) throw new ApiError('not_found')
    return stored
  }
  return {
    async listTakedowns({ query }) {
      const {
        limit = PAGE_ITEMS_DEFAULT,
        cursor,
        state,
      } = query as PageQuery & {
        readonly state?: string
      }
      const before = readCursor(cursor, ID)
      const page = await takedowns.page<Takedown>(state ?? null, before, limit + 1)
      const shown = page.slice(0, limit)
      return ok({
        items: shown.map(({ record }) => shownTakedown(record, nowMs())),
        next_cursor: page.length > limit ? writeCursor(shown.at(-1)!.record.id) : null,
      })
    },
    async createTakedown({ body }) {
      const { kind, key, role, contact = '' } = body as TakedownDraft
      const [listed] = await store.blocklist.standing([{ kind, key }])
      if (listed === undefined) throw new ApiError('not_found', { detail: 'it is not listed' })
      const atMs = nowMs()
      const draft = draftTakedown({ id: newId(atMs), kind, key, role, contact, createdAtMs: atMs })
      await takedowns.create(draft)
      return created(shownTakedown(draft, atMs))
    },
    async stepTakedown({ params, body, caller }) {
      const { event, note = '' } = body as TakedownStepDraft
      const { record, revision } = await found(params)
      const atMs = nowMs()
      const next = stepTakedown(record, { event, note, by: caller.name, atMs })
      if (next === undefined) {
        throw new ApiError('version_conflict', {
          detail: `\`${event}\` cannot happen to a takedown that is \`${record.state}\``,
        })
      }
      await takedowns.change(revision, next)
      return ok(shownTakedown(next, atMs))
    },
    async writeTakedownReport({ params, body }) {
      const { record } = await found(params)
      const reporter = body as TakedownReportRequest
      const what = await caseOf(record)
      return ok({
        to: record.contact,
        subject: `Abuse report: ${defanged(what.url)} (case ${record.id})`,
        text: reportText(what),
        xarf: xarfReport(reporter, what),
      })
    },
  }

  async function caseOf({ id, kind, key, createdAtMs }: Takedown): Promise<XarfCase> {
    const [listed] = await store.blocklist.standing([{ kind, key }])
    return {
      url:
        kind === 'url' ? key : `https://${kind === 'ip' && key.includes(':') ? `[${key}]` : key}/`,
      ip: kind === 'ip' ? key : null,
      firstSeenAtMs: listed?.decidedAtMs ?? createdAtMs,
      lastSeenAtMs: nowMs(),
      isOngoing: true,
      findings: listed?.reasons ?? [],
      evidence: [],
      reference: id,
    }
  }
}

function shownTakedown(takedown: StoredTakedown<Takedown>['record'], nowMs: number): ShownTakedown {
  const { dueAtMs } = takedown
  const downAfter = downAfterMs(takedown)
  return {
    id: takedown.id,
    kind: takedown.kind,
    key: takedown.key,
    role: takedown.role,
    contact: takedown.contact,
    state: takedown.state,
    created_at: timeOf(takedown.createdAtMs),
    due_at: dueAtMs === null ? null : timeOf(dueAtMs),
    is_late: dueAtMs !== null && dueAtMs < nowMs,
    sent: takedown.sent,
    resurfaced: takedown.resurfaced,
    down_after_s: downAfter === null ? null : downAfter / 1000,
    steps: takedown.steps.map(({ event, atMs, by, note }) => ({
      event,
      at: timeOf(atMs),
      by,
      note,
    })),
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
