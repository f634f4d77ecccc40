/** Hashes, handed in by whoever has them: the core computes none. */
export interface FeedDigests {
  /** Of the bytes, or of the text in UTF-8: 32 bytes. */
  sha256(data: string | Uint8Array): Uint8Array
  /** Hex. MISP looks values up by it; it proves nothing. */
  md5(text: string): string
  /** A UUID of a name within a namespace (RFC 9562, version 5). */
  uuid5(namespace: string, name: string): string
}

export function hexOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}
