import { createHmac, hash } from 'node:crypto'

/** Block length of SHA-256. */
const BLOCK_BYTES = 64
const DIGEST_BYTES = 32
const INNER_PAD = 0x36
const OUTER_PAD = 0x5c
/** No character of a JavaScript string takes more bytes of UTF-8. */
const CHARACTER_BYTES_MAX = 3
/** Longer values are rare, and take the slower way. */
const SHORT_BYTES = 1024

/** A key with both of its pads made. */
export interface HmacKey {
  readonly key: Buffer
  readonly inner: Buffer
  readonly outer: Buffer
}

/** Throws a `RangeError` on a key longer than a block (64 bytes), which would have to be hashed. */
export function hmacKey(key: Buffer): HmacKey {
  if (key.length > BLOCK_BYTES) throw new RangeError('the key is longer than a block')
  const padded = (pad: number) => {
    const block = Buffer.alloc(BLOCK_BYTES)
    key.copy(block)
    return block.map((byte) => byte ^ pad) as Buffer
  }
  return { key, inner: padded(INNER_PAD), outer: padded(OUTER_PAD) }
}

/** What is hashed, one after another: memory of its own for each would cost as much as hashing. */
const innerText = Buffer.alloc(BLOCK_BYTES + SHORT_BYTES)
const innerPad = Buffer.alloc(BLOCK_BYTES)
const outerPad = Buffer.alloc(BLOCK_BYTES)
const outerText = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES)

/** `hmacSha256` with a key that is used once or twice: its pads are made on the way. */
export function hmacKeyed(key: Buffer, text: string, bytes: number): Buffer {
  for (let at = 0; at < BLOCK_BYTES; at += 1) {
    const byte = at < key.length ? key[at]! : 0
    innerPad[at] = byte ^ INNER_PAD
    outerPad[at] = byte ^ OUTER_PAD
  }
  return hmacSha256({ key, inner: innerPad, outer: outerPad }, text, bytes)
}

/**
 * The first `bytes` of the HMAC-SHA-256 (RFC 2104) of a text, by two one-shot hashes: an order has a
 * dozen entities, and making an HMAC object costs more than hashing twice. Digests come as text, for
 * which nothing is allocated outside of the heap.
 */
export function hmacSha256({ key, inner, outer }: HmacKey, text: string, bytes: number): Buffer {
  if (text.length * CHARACTER_BYTES_MAX > SHORT_BYTES) {
    return createHmac('sha256', key).update(text).digest().subarray(0, bytes)
  }
  innerText.set(inner)
  const length = BLOCK_BYTES + innerText.write(text, BLOCK_BYTES, 'utf8')
  outerText.set(outer)
  outerText.write(hash('sha256', innerText.subarray(0, length), 'hex'), BLOCK_BYTES, 'hex')
  return Buffer.from(hash('sha256', outerText, 'hex').slice(0, 2 * bytes), 'hex')
}
