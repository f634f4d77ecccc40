import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Sql } from '../connection/sql.ts'
import { DELETE_SUBJECT_KEYS, FIND_SUBJECT_KEY, NOTIFY_ERASED } from '../queries/subject-keys.ts'
import type { Keyring } from './keyring.ts'
import type { PersonalData, SealRequest } from './personal-data.ts'
import { randomFromPool } from './random-pool.ts'
import { RecentlyUsed } from './recently-used.ts'
import { packValues, unpackValues } from './value-model.ts'
import type { NewSubjectKey, OpenedValues, PersonalValues, SealedValues } from './sealed.ts'

/** Written by `packValues`, then encrypted. */
const FORMAT = 1
const KEY_ID_BYTES = 8
const KEY_BYTES = 32
/** NIST SP 800-38D: 96-bit nonces, 128-bit tags. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Data keys in memory, about 400 bytes each. An evicted person simply gets another key. */
const KEYS_IN_MEMORY_MAX = 20_000

interface SubjectKey extends NewSubjectKey {
  readonly dataKey: Buffer
  isStored: boolean
}

export interface PersonalDataOptions {
  readonly keyring: Keyring
  readonly sql: Sql
  /** Resolves when no key that was made so far is still on its way to the database. */
  readonly keysAreStored?: () => Promise<void>
}

export interface PersonalDataWithKeys extends PersonalData {
  /** The rows that carried this key are committed: it need not travel again. */
  onStored(sealed: SealedValues): void
  /** A person was erased on another node: what is sealed from now on gets new keys. */
  forgetKeys(): void
}

/**
 * A person may have several data keys: each process makes its own without asking the database
 * first, and the key's row is committed together with the first rows sealed under it.
 */
export function openPersonalData({
  keyring,
  sql,
  keysAreStored = async () => {},
}: PersonalDataOptions): PersonalDataWithKeys {
  const keys = new RecentlyUsed<SubjectKey>(KEYS_IN_MEMORY_MAX)

  function keyOf(shopId: string, subject: Uint8Array): SubjectKey {
    const name = nameOf(shopId, subject)
    const known = keys.get(name)
    if (known !== undefined) return known
    const made = newKey(keyring, shopId, subject)
    keys.set(name, made)
    return made
  }

  return {
    token: (shopId, field, value) => keyring.token(shopId, field, value),
    seal(request) {
      const key = keyOf(request.shopId, request.subject)
      return {
        subject: request.subject,
        bytes: encrypt(key, request),
        newKey: key.isStored ? null : key,
      }
    },
    onStored(sealed) {
      if (sealed.newKey !== null) (sealed.newKey as SubjectKey).isStored = true
    },
    forgetKeys: () => keys.clear(),
    async open(shopId, recordId, sealed): Promise<OpenedValues> {
      if (sealed === null) return { state: 'none' }
      const keyId = sealed.bytes.subarray(1, 1 + KEY_ID_BYTES)
      const [row] = await sql.rows<{ wrapped: Buffer }>(FIND_SUBJECT_KEY, [
        shopId,
        sealed.subject,
        keyId,
      ])
      if (row === undefined) return { state: 'erased' }
      return {
        state: 'open',
        values: decrypt(keyring.unwrap(row.wrapped), shopId, recordId, sealed.bytes),
      }
    },
    async erase(shopId, subject) {
      keys.delete(nameOf(shopId, subject))
      // A key that came from the spool after this would bring everything back.
      await keysAreStored()
      const keysDeleted = await sql.run(DELETE_SUBJECT_KEYS, [shopId, subject])
      await sql.rows(NOTIFY_ERASED)
      return { keysDeleted }
    },
  }
}

function newKey(keyring: Keyring, shopId: string, subject: Uint8Array): SubjectKey {
  const random = Buffer.allocUnsafe(KEY_ID_BYTES + KEY_BYTES)
  randomFromPool(random)
  const dataKey = random.subarray(KEY_ID_BYTES)
  return {
    shopId,
    subject,
    keyId: random.subarray(0, KEY_ID_BYTES),
    dataKey,
    wrapped: keyring.wrap(dataKey),
    isStored: false,
  }
}

/** Where the nonce and the text start in a sealed value. */
const NONCE_AT = 1 + KEY_ID_BYTES
const TEXT_AT = NONCE_AT + NONCE_BYTES

function encrypt(key: SubjectKey, request: SealRequest): Buffer {
  const values = packValues(request.values)
  const sealed = Buffer.allocUnsafe(TEXT_AT + values.length + TAG_BYTES)
  sealed[0] = FORMAT
  sealed.set(key.keyId, 1)
  const nonce = sealed.subarray(NONCE_AT, TEXT_AT)
  randomFromPool(nonce)
  const cipher = createCipheriv('aes-256-gcm', key.dataKey, nonce)
  cipher.setAAD(boundTo(request.shopId, request.recordId))
  sealed.set(cipher.update(values), TEXT_AT)
  // Nothing is left over: GCM is a stream.
  cipher.final()
  sealed.set(cipher.getAuthTag(), TEXT_AT + values.length)
  return sealed
}

function decrypt(
  dataKey: Uint8Array,
  shopId: string,
  recordId: string,
  bytes: Uint8Array,
): PersonalValues {
  if (bytes[0] !== FORMAT) throw new RangeError(`unknown sealed format ${bytes[0]}`)
  const nonce = bytes.subarray(NONCE_AT, TEXT_AT)
  const decipher = createDecipheriv('aes-256-gcm', dataKey, nonce)
  decipher.setAAD(boundTo(shopId, recordId))
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
  const text = decipher.update(bytes.subarray(TEXT_AT, bytes.length - TAG_BYTES))
  return unpackValues(Buffer.concat([text, decipher.final()]))
}

/** A sealed value moved to another record or shop does not open. */
function boundTo(shopId: string, recordId: string): Buffer {
  return Buffer.from(`${recordId}\n${shopId}`)
}

function nameOf(shopId: string, subject: Uint8Array): string {
  return `${Buffer.from(subject.buffer, subject.byteOffset, subject.length).toString('latin1')}${shopId}`
}
