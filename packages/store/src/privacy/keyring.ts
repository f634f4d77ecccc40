import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
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
  /** AES-256 key wrap (RFC 3394). */
  wrap(dataKey: Uint8Array): Uint8Array
  /** Throws `StoreError` `wrong_secret` when the bytes were not wrapped by this secret. */
  unwrap(wrapped: Uint8Array): Uint8Array
  /** Tells two secrets apart without telling the secret. */
  readonly checkValue: Uint8Array
}

export function openKeyring(secret: string | Uint8Array): Keyring {
  const master = derive(secret, 'gatehouse/v1/master')
  const wrapping = derive(master, 'gatehouse/v1/wrap')
  const hashing = derive(master, 'gatehouse/v1/body')
  const tokenKeys = new Map<string, HmacKey>()

  function tokenKey(shopId: string, field: string): HmacKey {
    const name = `${field}\n${shopId}`
    let key = tokenKeys.get(name)
    if (key === undefined) {
      if (tokenKeys.size >= TOKEN_KEYS_MAX) tokenKeys.clear()
      key = hmacKey(derive(master, `gatehouse/v1/token\n${name}`))
      tokenKeys.set(name, key)
    }
    return key
  }

  return {
    token: (shopId, field, value) => hmac(tokenKey(shopId, field), value).subarray(0, TOKEN_BYTES),
    bodyHash: (body) => createHmac('sha256', hashing).update(body).digest(),
    wrap(dataKey) {
      const cipher = createCipheriv('id-aes256-wrap', wrapping, KEY_WRAP_IV)
      return Buffer.concat([cipher.update(dataKey), cipher.final()])
    },
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

/** Block length of SHA-256. */
const BLOCK_BYTES = 64
const INNER_PAD = 0x36
const OUTER_PAD = 0x5c

/** A key of at most one block, with both of its pads made. */
interface HmacKey {
  readonly inner: Buffer
  readonly outer: Buffer
}

function hmacKey(key: Buffer): HmacKey {
  const padded = (pad: number) => {
    const block = Buffer.alloc(BLOCK_BYTES)
    key.copy(block)
    return block.map((byte) => byte ^ pad) as Buffer
  }
  return { inner: padded(INNER_PAD), outer: padded(OUTER_PAD) }
}

/**
 * HMAC-SHA-256 (RFC 2104) by two one-shot hashes: an order has a dozen entities, and making an
 * HMAC object costs three times as much as hashing twice.
 */
function hmac({ inner, outer }: HmacKey, text: string): Buffer {
  const digest = hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer')
  return hash('sha256', Buffer.concat([outer, digest]), 'buffer')
}

/** A fresh secret for a new installation: 43 characters of base64url. */
export function newSecret(): string {
  return randomBytes(KEY_BYTES).toString('base64url')
}

function derive(key: string | Uint8Array, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, new Uint8Array(), info, KEY_BYTES))
}
