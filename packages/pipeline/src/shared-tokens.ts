import type { Tokenise } from './entities.ts'

/** What many shoppers share, and says who none of them is: worth remembering, and safe to. */
const SHARED_FIELDS = new Set([
  'sku',
  'bin',
  'as_number',
  'amount_band',
  'browser',
  'email_domain',
  'postcode_area',
])
/** About 150 bytes each, 350 of a browser. */
const TOKENS_MAX = 10_000

/**
 * Remembers the tokens of SKUs, issuer ranges, providers, amounts, browsers, mail domains and
 * postcode areas. A third of an order's tokens are of these, and the same ones come with every order.
 */
export function rememberShared(
  token: (shopId: string, field: string, value: string) => Uint8Array,
): (shopId: string) => Tokenise {
  // A Map keeps its entries in the order of insertion, so the first key is the oldest.
  const tokens = new Map<string, Uint8Array>()
  return (shopId) => (field, value) => {
    if (!SHARED_FIELDS.has(field)) return token(shopId, field, value)
    const name = `${shopId}\n${field}\n${value}`
    const known = tokens.get(name)
    if (known !== undefined) return known
    const made = keptApart(token(shopId, field, value))
    if (tokens.size >= TOKENS_MAX) forgetOldest(tokens, TOKENS_MAX / 2)
    tokens.set(name, made)
    return made
  }
}

/** In a block of its own: a few bytes that are kept would keep 8 KB of Node's pool with them. */
function keptApart(token: Uint8Array): Uint8Array {
  const block = Buffer.allocUnsafeSlow(token.length)
  block.set(token)
  return block
}

/** Half at once: a `Map` steps over all that left it, each time that its first key is asked for. */
function forgetOldest(tokens: Map<string, unknown>, left: number): void {
  for (const name of tokens.keys()) {
    if (tokens.size <= left) return
    tokens.delete(name)
  }
}
