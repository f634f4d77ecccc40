import { GrowingKeys } from './growing-keys.ts'
import { orderOf } from './radix-order.ts'
import { SLICE_ITEMS, type Slices } from './slices.ts'
import { lastAtMost } from './sorted-keys.ts'

/** A token has 16 bytes (`PersonalData.token`). */
const WORDS = 4
const TOKEN_BYTES = 16

/** Tokens with their expiries: 24 bytes each, where a map of texts takes more than a hundred. */
export interface TokenSet {
  readonly size: number
  /** Whether the token is there and has not expired. */
  has(token: Uint8Array, atMs: number): boolean
}

export interface TokenSetBuilder {
  /** @param text the token in base64url */
  add(text: string, expiresAtMs: number): void
  build(): Slices<TokenSet>
}

export function tokenSetBuilder(): TokenSetBuilder {
  const rows = new GrowingKeys(WORDS)
  return {
    add(text, expiresAtMs) {
      const token = Buffer.from(text, 'base64url')
      // Not one of ours: nothing could ever be equal to it.
      if (token.length === TOKEN_BYTES) rows.add(wordsOf(token), 0, expiresAtMs)
    },
    build: () => tokenSet(rows),
  }
}

function* tokenSet({ keys, ties, expiries, count }: GrowingKeys): Slices<TokenSet> {
  const order = yield* orderOf(keys, WORDS, count, ties)
  const words = Array.from({ length: WORDS }, () => new Uint32Array(count))
  const expiry = new Float64Array(count)
  for (let at = 0; at < count; at++) {
    const from = order[at]!
    for (let word = 0; word < WORDS; word++) words[word]![at] = keys[from * WORDS + word]!
    expiry[at] = expiries[from]!
    if (at % SLICE_ITEMS === SLICE_ITEMS - 1) yield
  }
  const sorted = { words, count }
  return {
    size: count,
    has(token, atMs) {
      if (count === 0) return false
      const wanted = wordsOf(token)
      const at = lastAtMost(sorted, wanted)
      if (at < 0) return false
      for (let word = 0; word < WORDS; word++) {
        if (words[word]![at] !== wanted[word]) return false
      }
      return expiry[at]! > atMs
    },
  }
}

function wordsOf(token: Uint8Array): number[] {
  return [wordAt(token, 0), wordAt(token, 4), wordAt(token, 8), wordAt(token, 12)]
}

function wordAt(token: Uint8Array, at: number): number {
  return (
    ((token[at]! << 24) | (token[at + 1]! << 16) | (token[at + 2]! << 8) | token[at + 3]!) >>> 0
  )
}
