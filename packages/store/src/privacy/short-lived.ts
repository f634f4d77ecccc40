import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Keyring } from './keyring.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Seals what is kept for minutes under a key of its own (AES-256-GCM), bound to whose it is. */
export function sealShortly(keyring: Pick<Keyring, 'derive'>, owner: string, text: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(keyring, owner), nonce)
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** @throws Error when it was sealed for another or with another secret */
export function openShortly(
  keyring: Pick<Keyring, 'derive'>,
  owner: string,
  sealed: Uint8Array,
): string {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyOf(keyring, owner),
    bytes.subarray(0, NONCE_BYTES),
  )
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  return (
    decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') +
    decipher.final('utf8')
  )
}

function keyOf(keyring: Pick<Keyring, 'derive'>, owner: string): Buffer {
  return keyring.derive(`short-lived\n${owner}`)
}
