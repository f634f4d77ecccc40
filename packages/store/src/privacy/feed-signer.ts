import { createHash } from 'node:crypto'
import { ed25519Pair } from './ed25519.ts'
import type { Keyring } from './keyring.ts'

const KEY_ID_CHARACTERS = 16

/** What versions of the blocklist are signed with: derived from the secret, and stored nowhere. */
export interface FeedSigner {
  /** Ed25519, 32 bytes: whoever reads the feed pins it. */
  readonly publicKey: Buffer
  /** Tells keys apart: the beginning of the key's SHA-256, hex. */
  readonly keyId: string
  /** 64 bytes. */
  sign(text: string): Buffer
}

export function feedSigner(keyring: Pick<Keyring, 'feedSecret'>): FeedSigner {
  const pair = ed25519Pair(keyring.feedSecret('sign'))
  const hash = createHash('sha256').update(pair.publicKey).digest('hex')
  return { ...pair, keyId: hash.slice(0, KEY_ID_CHARACTERS) }
}
