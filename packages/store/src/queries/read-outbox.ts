import type { Statement } from '../connection/sql.ts'
import { JOURNAL_COLUMNS } from './find-record.ts'

/** $1 transaction and $2 id of the cursor, $3 rows at most. */
export const READ_OUTBOX: Statement = {
  name: 'read_outbox',
  text: `
SELECT tx::text AS tx, ${JOURNAL_COLUMNS} FROM journal
WHERE tx >= $1::xid8 AND (tx > $1::xid8 OR id > $2::uuid)
  AND tx < journal_tx(pg_snapshot_xmin(pg_current_snapshot()))
ORDER BY journal.tx, id LIMIT $3`,
}
