import type { Sql } from '../connection/sql.ts'
import { CLAIM_META } from '../queries/meta.ts'
import { StoreError } from '../store-error.ts'
import type { Keyring } from './keyring.ts'

/**
 * The first start leaves a check value of its secret; another secret is refused, because tokens
 * would no longer match and sealed values would no longer open.
 */
export async function checkSecret(sql: Sql, keyring: Keyring): Promise<void> {
  const [row] = await sql.rows<{ value: Buffer }>(CLAIM_META, ['secret_check', keyring.checkValue])
  if (row === undefined || Buffer.compare(row.value, keyring.checkValue) !== 0) {
    throw new StoreError(
      'wrong_secret',
      'this database was made with another GATEHOUSE_SECRET: set the one it was made with',
    )
  }
}
