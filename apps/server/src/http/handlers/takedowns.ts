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
  type TakedownStep,
  type XarfCase,
} from '@gatehouse/sites'
import { SubmissionError, type SubmissionPort } from '@gatehouse/connectors'
import type { Store, StoredTakedown } from '@gatehouse/store'
import { created, ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { readCursor, writeCursor, type PageQuery } from '../../page-cursor.ts'

export interface TakedownParts {
  readonly store: Pick<Store, 'takedowns' | 'blocklist'>
  /** `null`: the operator has set none up. */
  readonly submissions: SubmissionPort | null
  readonly nowMs: () => number
  readonly newId: (atMs: number) => string
}

type TakedownHandlers = Pick<
  Handlers,
  'listTakedowns' | 'createTakedown' | 'stepTakedown' | 'submitTakedown' | 'writeTakedownReport'
>

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Takedowns belong to the installation, as the blocklist does: a site is asked for once. */
export function takedownHandlers({
  store,
  submissions,
  nowMs,
  newId,
}: TakedownParts): TakedownHandlers {
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
      const next = stepped(record, { event, note, by: caller.name, atMs: nowMs() })
      await takedowns.change(revision, next)
      return ok(shownTakedown(next, nowMs()))
    },
    async submitTakedown({ params, caller }) {
      const { record, revision } = await found(params)
      if (submissions === null) {
        throw new ApiError('not_configured', { detail: 'set `WEB_RISK_PROJECT`' })
      }
      if (record.role !== 'browser') {
        throw new ApiError('version_conflict', { detail: 'it is for no browser: send the report' })
      }
      const note = `told ${submissions.name}`
      const step = { event: 'sent', note, by: caller.name, atMs: nowMs() } as const
      const next = stepped(record, step)
      await submitted(submissions, (await caseOf(record)).url)
      await takedowns.change(revision, next)
      return ok(shownTakedown(next, nowMs()))
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

/** @throws ApiError `version_conflict` where that cannot happen to it */
function stepped(record: Takedown, step: TakedownStep): Takedown {
  const next = stepTakedown(record, step)
  if (next !== undefined) return next
  throw new ApiError('version_conflict', {
    detail: `\`${step.event}\` cannot happen to a takedown that is \`${record.state}\``,
  })
}

async function submitted(port: SubmissionPort, url: string): Promise<void> {
  try {
    await port.submit({ url })
  } catch (error) {
    if (!(error instanceof SubmissionError)) throw error
    throw new ApiError('unavailable', { detail: error.message, headers: { 'retry-after': '60' } })
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
