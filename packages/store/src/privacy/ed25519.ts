import { createPrivateKey, createPublicKey, sign } from 'node:crypto'

/** RFC 8410: an Ed25519 private key in PKCS #8 and a public one in SPKI are these bytes and the key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
export const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** A key pair, whole from its seed. */
export interface Ed25519Pair {
  /** 32 bytes. */
  readonly publicKey: Buffer
  /** 64 bytes over the UTF-8 of the text. */
  sign(text: string): Buffer
}

/** @param seed 32 bytes */
export function ed25519Pair(seed: Buffer): Ed25519Pair {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key)
    .export({ format: 'der', type: 'spki' })
    .subarray(SPKI.length)
  return { publicKey, sign: (text) => sign(null, Buffer.from(text), key) }
}
