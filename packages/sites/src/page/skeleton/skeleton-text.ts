import type { PageSkeleton } from '../../observation/page.ts'
import { MIN_HASH_WORDS } from './page-skeleton.ts'

const VERSION = 's1'

/**
 * A skeleton as one line of ASCII, for storage: `s1.ELEMENTS.SIMHASH.MINHASH`, the words of
 * the minima in hexadecimal, 1,024 digits. Another version is another way to make skeletons: never compare across.
 */
export function skeletonText({ simHash, minHash, elements }: PageSkeleton): string {
  const digits = Array.from(minHash, (value) => value.toString(16).padStart(8, '0'))
  return `${VERSION}.${elements}.${simHash}.${digits.join('')}`
}

/** The other way; `null` where the text is no skeleton of this version. */
export function skeletonFromText(text: string): PageSkeleton | null {
  const match = /^s1\.(\d{1,9})\.([0-9a-f]{16})\.([0-9a-f]{1024})$/.exec(text)
  if (match === null) return null
  const [, elements, simHash, digits] = match as unknown as [string, string, string, string]
  const minHash = new Uint32Array(MIN_HASH_WORDS)
  for (let at = 0; at < MIN_HASH_WORDS; at++) {
    minHash[at] = Number.parseInt(digits.slice(at * 8, at * 8 + 8), 16)
  }
  return { simHash, minHash, elements: Number(elements) }
}
