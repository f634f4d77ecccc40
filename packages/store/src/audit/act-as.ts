import type { Sql, Statement } from '../connection/sql.ts'

const ACT_AS: Statement = {
  name: 'act_as',
  text: `SELECT set_config('gatehouse.actor', $1, true)`,
}

/**
 * Says who makes the changes of a transaction, for the audit log: where the rows that are changed do
 * not say it themselves.
 */
export async function actAs(sql: Sql, actor: string | undefined): Promise<void> {
  if (actor !== undefined) await sql.rows(ACT_AS, [actor])
}
