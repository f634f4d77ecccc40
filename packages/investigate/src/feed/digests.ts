import { createHash } from 'node:crypto'
import type { FeedDigests } from '@gatehouse/sites'

const UUID_BYTES = 16

/** The hashes that the feed is made with. */
export const nodeDigests: FeedDigests = {
  sha256: (data) => createHash('sha256').update(data).digest(),
  md5: (text) => createHash('md5').update(text).digest('hex'),
  uuid5(namespace, name) {
    const bytes = createHash('sha1')
      .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
      .update(name)
      .digest()
      .subarray(0, UUID_BYTES)
    // Version and variant (RFC 9562, section 5.5).
    bytes[6] = (bytes[6]! & 0x0f) | 0x50
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    const hex = bytes.toString('hex')
    const cuts = [0, 8, 12, 16, 20, 32]
    return cuts
      .slice(1)
      .map((end, at) => hex.slice(cuts[at], end))
      .join('-')
  },
}
