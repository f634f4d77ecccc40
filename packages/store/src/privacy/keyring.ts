import { createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { type HmacKey, hmacKey, hmacSha256 } from './hmac.ts'
import { StoreError } from '../store-error.ts'

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
  /**
   * HMAC-SHA-256 of a request's body: 32 bytes. Without the secret nobody can try whether a body
   * held a certain address.
   */
  bodyHash(body: Uint8Array): Uint8Array
  /** 32 bytes of HMAC-SHA-256 under a key for data keys: see `DataKey`. */
  derive(text: string): Buffer
  /** 32 bytes of HMAC-SHA-256 under a key for what webhooks are signed with. */
  webhookSecret(text: string): Buffer
  /** 32 bytes of HMAC-SHA-256 under a key for sharing circles. */
  circleSecret(text: string): Buffer
  /** 32 bytes of HMAC-SHA-256 under a key for what the blocklist is signed with. */
  feedSecret(text: string): Buffer
  /** Keys of format 1: AES-256 key wrap (RFC 3394). Throws `StoreError` `wrong_secret` when the bytes were not wrapped by this secret. */
  unwrap(wrapped: Uint8Array): Uint8Array
  /** Tells two secrets apart without telling the secret. */
  readonly checkValue: Uint8Array
}

export function openKeyring(secret: string | Uint8Array): Keyring {
  const master = derive(secret, 'gatehouse/v1/master')
  const wrapping = derive(master, 'gatehouse/v1/wrap')
  const sealing = hmacKey(derive(master, 'gatehouse/v2/seal'))
  const signing = hmacKey(derive(master, 'gatehouse/v1/webhook'))
  const sharing = hmacKey(derive(master, 'gatehouse/v1/circle'))
  const feeding = hmacKey(derive(master, 'gatehouse/v1/feed'))
  const hashing = derive(master, 'gatehouse/v1/body')
  // By field, then by shop.
  const tokenKeys = new Map<string, Map<string, HmacKey>>()
  let tokenKeyCount = 0

  function tokenKey(shopId: string, field: string): HmacKey {
    return tokenKeys.get(field)?.get(shopId) ?? newTokenKey(shopId, field)
  }

  function newTokenKey(shopId: string, field: string): HmacKey {
    if (tokenKeyCount >= TOKEN_KEYS_MAX) {
      tokenKeys.clear()
      tokenKeyCount = 0
    }
    const key = hmacKey(derive(master, `gatehouse/v1/token\n${field}\n${shopId}`))
    const ofField = tokenKeys.get(field) ?? new Map<string, HmacKey>()
    tokenKeys.set(field, ofField.set(shopId, key))
    tokenKeyCount += 1
    return key
  }

  return {
    token: (shopId, field, value) => hmacSha256(tokenKey(shopId, field), value, TOKEN_BYTES),
    bodyHash: (body) => createHmac('sha256', hashing).update(body).digest(),
    derive: (text) => hmacSha256(sealing, text, KEY_BYTES),
    webhookSecret: (text) => hmacSha256(signing, text, KEY_BYTES),
    circleSecret: (text) => hmacSha256(sharing, text, KEY_BYTES),
    feedSecret: (text) => hmacSha256(feeding, text, KEY_BYTES),
    unwrap(wrapped) {
      const decipher = createDecipheriv('id-aes256-wrap', wrapping, KEY_WRAP_IV)
      try {
        return Buffer.concat([decipher.update(wrapped), decipher.final()])
      } catch (error) {
        throw new StoreError(
          'wrong_secret',
          'a data key was wrapped with another GATEHOUSE_SECRET',
          {
            cause: error,
          },
        )
      }
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
