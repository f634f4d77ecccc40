import type { FeedDigests } from '../digests.ts'
import { hexOf } from '../digests.ts'
import { type FullHash, PREFIX_BYTES } from './prefixes.ts'

/** Where a client asks: it is told the beginning of a hash and nothing else. */
export interface PrefixSource {
  fullHashes(prefix: string): Promise<readonly FullHash[]>
}

export interface LookedUp {
  readonly isListed: boolean
  /** The expression that is listed; `null`: none is. */
  readonly expression: string | null
  /** What was asked for: it is all that left this machine. */
  readonly asked: readonly string[]
}

/**
 * Looks a link up without telling anybody which.
 * @param keys host suffixes by path prefixes, the most exact first (`Link.keys`)
 * @param known prefixes that are on the list: what is not among them is asked of nobody
 */
export async function lookUpByPrefix(
  keys: readonly string[],
  known: ReadonlySet<string>,
  source: PrefixSource,
  digests: FeedDigests,
  nowMs: number,
): Promise<LookedUp> {
  const asked: string[] = []
  const host = hostOf(keys[0] ?? '')
  for (const expression of keys) {
    const hash = hexOf(digests.sha256(expression))
    const prefix = hash.slice(0, PREFIX_BYTES * 2)
    if (!known.has(prefix)) continue
    asked.push(prefix)
    const found = await source.fullHashes(prefix)
    const isListed = found.some(
      (full) =>
        full.hash === hash &&
        full.expiresAtMs > nowMs &&
        // An entry of one host says nothing of what is below it.
        (full.kind !== 'host' || hostOf(expression) === host),
    )
    if (isListed) return { isListed, expression, asked }
  }
  return { isListed: false, expression: null, asked }
}

function hostOf(expression: string): string {
  return expression.split('/', 1)[0]!
}
