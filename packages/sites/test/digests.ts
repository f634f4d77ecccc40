import { createHash } from 'node:crypto'
import type { FeedDigests } from '../src/index.ts'

/** The digests of Node, for tests of what takes them. */
export const DIGESTS: FeedDigests = {
  sha256: (data) => createHash('sha256').update(data).digest(),
  md5: (text) => createHash('md5').update(text).digest('hex'),
  uuid5(namespace, name) {
    const bytes = createHash('sha1')
      .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
      .update(name)
      .digest()
      .subarray(0, 16)
    bytes[6] = (bytes[6]! & 0x0f) | 0x50
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    const hex = bytes.toString('hex')
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-')
  },
}
