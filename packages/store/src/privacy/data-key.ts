import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto'
import { hmacKeyed } from './hmac.ts'
import type { Keyring } from './keyring.ts'

/** What a data key is made of besides the secret: random, and gone when the person is erased. */
export const SALT_BYTES = 16
/** Of a data key: published in each value sealed with it. */
export const KEY_HINT_BYTES = 4
const MAC_KEY_BYTES = 28
const MAC_KEY_END = KEY_HINT_BYTES + MAC_KEY_BYTES
export const TAG_BYTES = 16

/**
 * The key of one person, 64 bytes: its hint, the key of the MAC, the key of the cipher. Derived
 * from the secret and the salt of its row: without the row nobody can derive it again, the holder
 * of the secret neither.
 *
 * Values are sealed as in SIV (Rogaway and Shrimpton 2006; RFC 5297): a MAC over the record and the
 * values is the tag and also the first counter of AES-256-CTR. So there is no nonce that may not
 * come twice, and none to store. The same values sealed twice for one record make the same bytes;
 * all others share no counter but by a collision of 128 bits. The MAC's key is the person's own as
 * well: with one that outlives it, erased values could be guessed and the guess be checked.
 */
export type DataKey = Buffer

export function deriveDataKey(
  keyring: Pick<Keyring, 'derive'>,
  shopId: string,
  subject: Uint8Array,
  salt: Uint8Array,
): DataKey {
  // Both have a fixed length.
  const of = `${hex(salt)}${hex(subject)}${shopId}`
  return Buffer.concat([keyring.derive(`mac\n${of}`), keyring.derive(`cipher\n${of}`)])
}

/** Tells keys of a person apart, nearly always: part of a MAC that is used for nothing else. */
export function hintOf(key: DataKey): Buffer {
  return key.subarray(0, KEY_HINT_BYTES)
}

/** Writes the tag and the values, encrypted, into `sealed` from `at` on. */
export function sealWith(
  key: DataKey,
  recordId: string,
  values: Buffer,
  sealed: Buffer,
  at: number,
): void {
  const tag = tagOf(key, recordId, values)
  tag.copy(sealed, at)
  const cipher = createCipheriv('aes-256-ctr', key.subarray(MAC_KEY_END), tag)
  cipher.update(values).copy(sealed, at + TAG_BYTES)
}

/** The values; `undefined`: sealed with another key, for another record, or changed since. */
export function openWith(key: DataKey, recordId: string, bytes: Uint8Array): Buffer | undefined {
  const tag = bytes.subarray(0, TAG_BYTES)
  if (tag.length < TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-ctr', key.subarray(MAC_KEY_END), tag)
  const values = decipher.update(bytes.subarray(TAG_BYTES))
  return timingSafeEqual(tag, tagOf(key, recordId, values)) ? values : undefined
}

/** The shop and the person are part of the key already. A record id is a UUID: no line break. */
function tagOf(key: DataKey, recordId: string, values: Buffer): Buffer {
  const macKey = key.subarray(KEY_HINT_BYTES, MAC_KEY_END)
  return hmacKeyed(macKey, `${recordId}\n${values.toString('latin1')}`, TAG_BYTES)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
