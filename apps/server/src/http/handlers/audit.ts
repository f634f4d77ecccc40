import { PAGE_ITEMS_DEFAULT, type AuditEntry, type AuditQuery } from '@gatehouse/contract'
import type { AuditEntry as StoredEntry, Store } from '@gatehouse/store'
import { ok, type Handlers } from '../api.ts'
import { readCursor, writeCursor } from '../../page-cursor.ts'

const AT_AND_ID = /^(?:|\d{1,16} [0-9a-f-]{36})$/

/** The audit log, which the database writes by itself. */
export function auditHandlers({
  auditLog,
}: Pick<Store, 'auditLog'>): Pick<Handlers, 'searchAudit'> {
  return {
    async searchAudit({ shopId, query }) {
      const { limit = PAGE_ITEMS_DEFAULT, cursor, kind, by, from, to, q } = query as AuditQuery
      const [at = '', id = ''] = readCursor(cursor, AT_AND_ID).split(' ')
      const found = await auditLog.page({
        shopId,
        kind,
        actor: by,
        fromMs: from === undefined ? undefined : Date.parse(from),
        toMs: to === undefined ? undefined : Date.parse(to),
        text: q,
        before: id === '' ? undefined : { atMs: Number(at), id },
        limit: limit + 1,
      })
      const shown = found.slice(0, limit)
      const last = shown.at(-1)
      const hasMore = found.length > limit && last !== undefined
      return ok({
        items: shown.map(shownEntry),
        next_cursor: hasMore ? writeCursor(`${last.atMs} ${last.id}`) : null,
      })
    },
  }
}

function shownEntry(entry: StoredEntry): AuditEntry {
  return {
    id: entry.id,
    at: new Date(entry.atMs).toISOString(),
    kind: entry.kind as AuditEntry['kind'],
    subject: entry.subject,
    action: entry.action,
    by: entry.actor,
    note: entry.note,
    before: entry.before as AuditEntry['before'],
    after: entry.after as AuditEntry['after'],
  }
}
