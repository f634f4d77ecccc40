/**
 * 32-bit FNV-1a over the UTF-16 units of a text (draft-eastlake-fnv, offset 2166136261, prime
 * 16777619), then the finaliser of MurmurHash3 (Austin Appleby, public domain), because FNV alone
 * leaves the high bits of short texts alike. Not for secrets.
 */
export function hash32(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return mix32(hash)
}

/** Finaliser of MurmurHash3: every bit of what comes in moves every bit of what goes out. */
export function mix32(value: number): number {
  let hash = value >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
