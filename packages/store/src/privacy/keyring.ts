import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const KEY_BYTES = 32
export const TOKEN_BYTES = 16
/** Derived token keys kept; a key is 32 bytes and costs a few microseconds to derive again. */
const TOKEN_KEYS_MAX = 20_000
/** RFC 3394 section 2.2.3.1. */
const KEY_WRAP_IV = Buffer.from('A6A6A6A6A6A6A6A6', 'hex')

/**
 * Keys derived from `GATEHOUSE_SECRET` (HKDF-SHA-256, RFC 5869). The version stands in every
 * derivation, so that a later version can live beside this one.
 */
export interface Keyring {
  token(shopId: string, field: string, normalisedValue: string): Uint8Array
  /** AES-256 key wrap (RFC 3394). */
  wrap(dataKey: Uint8Array): Uint8Array
  /** Throws when the bytes were not wrapped by this secret. */
  unwrap(wrapped: Uint8Array): Uint8Array
  /** Tells two secrets apart without telling the secret. */
  readonly checkValue: Uint8Array
}

export function openKeyring(secret: string | Uint8Array): Keyring {
  const master = derive(secret, 'gatehouse/v1/master')
  const wrapping = derive(master, 'gatehouse/v1/wrap')
  const tokenKeys = new Map<string, Buffer>()

  function tokenKey(shopId: string, field: string): Buffer {
    const name = `${field}\n${shopId}`
    let key = tokenKeys.get(name)
    if (key === undefined) {
      if (tokenKeys.size >= TOKEN_KEYS_MAX) tokenKeys.clear()
      key = derive(master, `gatehouse/v1/token\n${name}`)
      tokenKeys.set(name, key)
    }
    return key
  }

  return {
    token: (shopId, field, value) =>
      createHmac('sha256', tokenKey(shopId, field)).update(value).digest().subarray(0, TOKEN_BYTES),
    wrap(dataKey) {
      const cipher = createCipheriv('id-aes256-wrap', wrapping, KEY_WRAP_IV)
      return Buffer.concat([cipher.update(dataKey), cipher.final()])
    },
    unwrap(wrapped) {
      const decipher = createDecipheriv('id-aes256-wrap', wrapping, KEY_WRAP_IV)
      return Buffer.concat([decipher.update(wrapped), decipher.final()])
    },
    checkValue: derive(master, 'gatehouse/v1/check').subarray(0, TOKEN_BYTES),
  }
}

/** A fresh secret for a new installation: 43 characters of base64url. */
export function newSecret(): string {
  return randomBytes(KEY_BYTES).toString('base64url')
}

function derive(key: string | Uint8Array, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, new Uint8Array(), info, KEY_BYTES))
}
