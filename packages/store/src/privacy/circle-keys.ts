import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
  type KeyObject,
} from 'node:crypto'
import { StoreError } from '../store-error.ts'
import { ed25519Pair, SPKI } from './ed25519.ts'
import { hmacKey, hmacSha256 } from './hmac.ts'
import { type Keyring, TOKEN_BYTES } from './keyring.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_PREFIX = 'ghc_'
const MEMBER_BYTES = 15
const CHECK_CHARACTERS = 11

/** A key of a circle as it is handed from operator to operator. */
export function newCircleKey(): string {
  return `${KEY_PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}`
}

/** The 32 bytes of a key as it is written; `undefined`: it is none. */
export function readCircleKey(text: string): Buffer | undefined {
  if (!/^ghc_[\w-]{43}$/.test(text)) return undefined
  return Buffer.from(text.slice(KEY_PREFIX.length), 'base64url')
}

/** What a circle's members match by. */
export interface CircleKey {
  /** The same for the same value at every member: 16 bytes. */
  token(kind: string, spelled: string): Buffer
  /** Tells keys apart without telling the key. */
  readonly check: string
}

export function openCircleKey(key: Buffer, circle: string): CircleKey {
  const derived = (what: string) =>
    hmacKey(Buffer.from(hkdfSync('sha256', key, circle, `gatehouse/circle/1\n${what}`, KEY_BYTES)))
  const byKind = new Map<string, ReturnType<typeof hmacKey>>()
  const check = hmacSha256(derived('check'), 'check', TOKEN_BYTES).toString('base64url')
  return {
    token(kind, spelled) {
      const keyed = byKind.get(kind) ?? derived(`token\n${kind}`)
      byKind.set(kind, keyed)
      return hmacSha256(keyed, spelled, TOKEN_BYTES)
    },
    check: check.slice(0, CHECK_CHARACTERS),
  }
}

/** Who a member is: what its public key hashes to, so that nobody can take another's name. */
export function memberOf(publicKey: Uint8Array): string {
  return createHash('sha256')
    .update(publicKey)
    .digest()
    .subarray(0, MEMBER_BYTES)
    .toString('base64url')
}

/** The key pair of a shop in a circle: derived from the secret, and stored nowhere. */
export interface CircleSigner {
  /** 32 bytes. */
  readonly publicKey: Buffer
  readonly member: string
  /** 64 bytes. */
  sign(text: string): Buffer
}

export function circleSigner(
  keyring: Pick<Keyring, 'circleSecret'>,
  circle: string,
  shopId: string,
): CircleSigner {
  const pair = ed25519Pair(keyring.circleSecret(`sign\n${circle}\n${shopId}`))
  return { ...pair, member: memberOf(pair.publicKey) }
}

/** Whether the holder of the key signed the text. */
export function isSignedBy(publicKey: Uint8Array, text: string, signature: Uint8Array): boolean {
  let key: KeyObject
  try {
    key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' })
  } catch {
    return false
  }
  return verify(null, Buffer.from(text), key, signature)
}

/** AES-256-GCM under a key of the installation; `about` is bound in. */
export function sealCircleSecret(
  keyring: Pick<Keyring, 'circleSecret'>,
  about: string,
  secret: Buffer,
): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyring.circleSecret('seal'), nonce)
  cipher.setAAD(Buffer.from(about))
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** Throws `StoreError` `wrong_secret` where it was sealed by another installation. */
export function openCircleSecret(
  keyring: Pick<Keyring, 'circleSecret'>,
  about: string,
  sealed: Buffer,
): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', keyring.circleSecret('seal'), nonce, {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(about))
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([
      decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ])
  } catch (cause) {
    throw new StoreError(
      'wrong_secret',
      'a key of a circle was sealed with another GATEHOUSE_SECRET',
      {
        cause,
      },
    )
  }
}
