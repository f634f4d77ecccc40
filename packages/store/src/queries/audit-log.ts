import type { Statement } from '../connection/sql.ts'

export interface AuditRow {
  readonly id: string
  readonly at: number
  readonly shop_id: string | null
  readonly kind: string
  readonly subject: string
  readonly action: string
  readonly actor: string
  readonly note: string
  readonly before: unknown
  readonly after: unknown
}

/**
 * $1 shop (null: all, and what is of no shop), $2 kind, $3 actor, $4 from and $5 before (milliseconds),
 * $6 a text that is in it somewhere, $7 and $8 before this time and id, $9 rows at most; null: any.
 * Newest first.
 */
export const PAGE_AUDIT: Statement = {
  name: 'page_audit',
  text: `
SELECT id, at, shop_id, kind, subject, action, actor, note, before, after FROM audit_log
WHERE ($1::text IS NULL OR shop_id = $1) AND ($2::text IS NULL OR kind = $2)
  AND ($3::text IS NULL OR actor = $3)
  AND ($4::bigint IS NULL OR at >= to_timestamp($4::bigint / 1000.0))
  AND ($5::bigint IS NULL OR at < to_timestamp($5::bigint / 1000.0))
  AND ($6::text IS NULL OR position(lower($6) IN lower(concat_ws(' ', subject, action, actor, note,
    before::text, after::text))) > 0)
  AND ($7::bigint IS NULL OR (at, id) < (to_timestamp($7::bigint / 1000.0), $8::uuid))
ORDER BY at DESC, id DESC LIMIT $9`,
}
