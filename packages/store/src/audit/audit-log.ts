import type { Sql } from '../connection/sql.ts'
import { type AuditRow, PAGE_AUDIT } from '../queries/audit-log.ts'

/** A change of what decides: who, when, what, why. */
export interface AuditEntry {
  readonly id: string
  readonly atMs: number
  /** `null`: of the whole installation. */
  readonly shopId: string | null
  /** `settings`, `ruleset`, `list` ... */
  readonly kind: string
  /** What was changed: a name, an id, `starter@4`. */
  readonly subject: string
  readonly action: string
  /** The name of a key, who was at the command line, or a user of the database. */
  readonly actor: string
  readonly note: string
  /** What of it is different, in short. */
  readonly before: unknown
  readonly after: unknown
}

/** All that are given must hold. */
export interface AuditFilter {
  /** `null`: of all shops, and of none. */
  readonly shopId: string | null
  readonly kind?: string | undefined
  readonly actor?: string | undefined
  /** At or after, milliseconds since the epoch. */
  readonly fromMs?: number | undefined
  /** Before. */
  readonly toMs?: number | undefined
  /** Somewhere in it, however it is capitalised. */
  readonly text?: string | undefined
  /** The last entry of the page before. */
  readonly before?: Pick<AuditEntry, 'atMs' | 'id'> | undefined
  readonly limit: number
}

/** Written by the database itself, with every change: see the migration `config-audit`. */
export interface AuditLog {
  /** Newest first. */
  page(filter: AuditFilter): Promise<readonly AuditEntry[]>
}

export function openAuditLog(sql: Sql): AuditLog {
  return {
    async page({ shopId, kind, actor, fromMs, toMs, text, before, limit }) {
      const rows = await sql.rows<AuditRow>(PAGE_AUDIT, [
        shopId,
        kind ?? null,
        actor ?? null,
        fromMs ?? null,
        toMs ?? null,
        text ?? null,
        before?.atMs ?? null,
        before?.id ?? null,
        limit,
      ])
      return rows.map(({ at: atMs, shop_id, ...row }) => ({ ...row, atMs, shopId: shop_id }))
    },
  }
}
