import type { Sql } from '../connection/sql.ts'
import { DELETE_KEYS, FIND_DATA_KEYS, NOTIFY_ERASED } from '../queries/subject-keys.ts'
import { packCutValues, unpackCutValues } from './cut-value-model.ts'
import {
  type DataKey,
  deriveDataKey,
  hintOf,
  KEY_HINT_BYTES,
  openWith,
  SALT_BYTES,
  sealWith,
  TAG_BYTES,
} from './data-key.ts'
import { FIRST_FORMAT, openFirstFormat } from './first-format.ts'
import type { Keyring } from './keyring.ts'
import type { PersonalData, SealRequest } from './personal-data.ts'
import { randomFromPool } from './random-pool.ts'
import { RecentlyUsed } from './recently-used.ts'
import type { NewSubjectKey, OpenedValues, SealedValues } from './sealed.ts'

/** Format, hint of the key, tag; then values written by `packCutValues`, encrypted. */
const FORMAT = 2
const TAG_AT = 1 + KEY_HINT_BYTES
const VALUES_AT = TAG_AT + TAG_BYTES
const SUBJECT_BYTES = 16
/** Data keys in memory, about 500 bytes each. An evicted person simply gets another key. */
const KEYS_IN_MEMORY_MAX = 20_000

interface SubjectKey extends NewSubjectKey {
  readonly dataKey: DataKey
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
      const { subject, bytes } = sealed
      if (bytes[0] === FIRST_FORMAT) return openFirstFormat(keyring, sql, shopId, recordId, sealed)
      if (bytes[0] !== FORMAT) throw new RangeError(`unknown sealed format ${bytes[0]}`)
      const salts = await sql.rows<{ salt: string }>(FIND_DATA_KEYS, [hexOf(subject)])
      const keys = salts
        .map(({ salt }) => deriveDataKey(keyring, shopId, subject, bytesOf(salt)))
        .filter((key) => hintOf(key).equals(bytes.subarray(1, TAG_AT)))
      if (keys.length === 0) return { state: 'erased' }
      for (const key of keys) {
        const values = openWith(key, recordId, bytes.subarray(TAG_AT))
        if (values !== undefined) return { state: 'open', values: unpackCutValues(values) }
      }
      throw new RangeError(
        'unable to authenticate the sealed values: they belong to another record',
      )
    },
    async erase(shopId, subject) {
      keys.delete(nameOf(shopId, subject))
      // A key that came from the spool after this would bring everything back.
      await keysAreStored()
      const [deleted] = await sql.rows<{ keys: number }>(DELETE_KEYS, [
        shopId,
        subject,
        hexOf(subject),
      ])
      await sql.rows(NOTIFY_ERASED)
      return { keysDeleted: deleted!.keys }
    },
  }
}

function newKey(keyring: Keyring, shopId: string, subject: Uint8Array): SubjectKey {
  if (subject.length !== SUBJECT_BYTES) throw new RangeError('a subject is a token of 16 bytes')
  const salt = Buffer.allocUnsafe(SALT_BYTES)
  randomFromPool(salt)
  const dataKey = deriveDataKey(keyring, shopId, subject, salt)
  return { ...keptApart(subject, salt, dataKey), isStored: false }
}

/** In a block of their own: a few bytes that are kept would keep 8 KB of Node's pool with them. */
function keptApart(subject: Uint8Array, salt: Buffer, dataKey: DataKey) {
  const block = Buffer.allocUnsafeSlow(subject.length + salt.length + dataKey.length)
  block.set(subject)
  salt.copy(block, subject.length)
  dataKey.copy(block, subject.length + salt.length)
  return {
    subject: block.subarray(0, subject.length),
    salt: block.subarray(subject.length, subject.length + salt.length),
    dataKey: block.subarray(subject.length + salt.length),
  }
}

function encrypt({ dataKey }: SubjectKey, { recordId, values }: SealRequest): Buffer {
  const packed = packCutValues(values)
  const sealed = Buffer.allocUnsafe(VALUES_AT + packed.length)
  sealed[0] = FORMAT
  hintOf(dataKey).copy(sealed, 1)
  sealWith(dataKey, recordId, packed, sealed, TAG_AT)
  return sealed
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex')
}

function nameOf(shopId: string, subject: Uint8Array): string {
  return `${Buffer.from(subject.buffer, subject.byteOffset, subject.length).toString('latin1')}${shopId}`
}
