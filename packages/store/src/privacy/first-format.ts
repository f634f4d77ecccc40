import { createDecipheriv } from 'node:crypto'
import type { Sql } from '../connection/sql.ts'
import { FIND_SUBJECT_KEY } from '../queries/subject-keys.ts'
import type { Keyring } from './keyring.ts'
import type { OpenedValues, SealedValues } from './sealed.ts'
import { unpackValues } from './value-model.ts'

/**
 * Values sealed before format 2: key id, nonce, text and tag of AES-256-GCM, the data key of
 * `subject_keys` wrapped by the secret. They are only read.
 */
export const FIRST_FORMAT = 1
const KEY_ID_BYTES = 8
/** NIST SP 800-38D: 96-bit nonces, 128-bit tags. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const NONCE_AT = 1 + KEY_ID_BYTES
const TEXT_AT = NONCE_AT + NONCE_BYTES

export async function openFirstFormat(
  keyring: Pick<Keyring, 'unwrap'>,
  sql: Pick<Sql, 'rows'>,
  shopId: string,
  recordId: string,
  { subject, bytes }: Pick<SealedValues, 'subject' | 'bytes'>,
): Promise<OpenedValues> {
  const keyId = bytes.subarray(1, NONCE_AT)
  const [row] = await sql.rows<{ wrapped: Buffer }>(FIND_SUBJECT_KEY, [shopId, subject, keyId])
  if (row === undefined) return { state: 'erased' }
  const nonce = bytes.subarray(NONCE_AT, TEXT_AT)
  const decipher = createDecipheriv('aes-256-gcm', keyring.unwrap(row.wrapped), nonce)
  // A sealed value moved to another record or shop does not open.
  decipher.setAAD(Buffer.from(`${recordId}\n${shopId}`))
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
  const text = decipher.update(bytes.subarray(TEXT_AT, bytes.length - TAG_BYTES))
  return { state: 'open', values: unpackValues(Buffer.concat([text, decipher.final()])) }
}
