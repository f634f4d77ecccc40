import type { ListKind } from '@gatehouse/contract'
import { parseIp, parseIpRange } from '@gatehouse/reference'
import { isTokenKind } from './list-kinds.ts'
import { rangeSetBuilder, type RangeSet } from './range-set.ts'
import { atOnce, type Slices } from './slices.ts'
import { readStored } from './stored-item.ts'
import { tokenSetBuilder, type TokenSet, type TokenSetBuilder } from './token-set.ts'

/** Everything on a list, ready to be asked. Items that have expired match nowhere. */
export type ListContents = TokenContents | PlainContents

/** A list of tokens: whole values, and what its patterns are about. */
export interface TokenContents {
  readonly isTokens: true
  readonly size: number
  readonly whole: TokenSet
  /** Domains, postcodes. */
  readonly groups: TokenSet
  /** By how many characters they stand for. */
  readonly prefixes: readonly (readonly [length: number, tokens: TokenSet])[]
}

/** A list of what names nobody: texts, domains, networks. */
export interface PlainContents {
  readonly isTokens: false
  readonly size: number
  /** Whether a value, in the spelling of events, is on the list at a time. */
  readonly has: (value: string, atMs: number) => boolean
}

export interface ListContentsBuilder {
  /** @param expiresAtMs milliseconds since the epoch; `Infinity`: never */
  add(stored: string, expiresAtMs: number): void
  build(): Slices<ListContents>
}

export function listContentsBuilder(kind: ListKind): ListContentsBuilder {
  if (isTokenKind(kind)) return tokenContents(kind)
  return kind === 'ip_range' ? rangeContents() : textContents(kind)
}

/** For lists that are at hand as a whole: stored values and when they expire. */
export function listContentsOf(
  kind: ListKind,
  items: Iterable<readonly [stored: string, expiresAtMs: number]> = [],
): ListContents {
  const builder = listContentsBuilder(kind)
  for (const [stored, expiresAtMs] of items) builder.add(stored, expiresAtMs)
  return atOnce(builder.build())
}

function tokenContents(kind: ListKind): ListContentsBuilder {
  const whole = tokenSetBuilder()
  const groups = tokenSetBuilder()
  const prefixes = new Map<number, TokenSetBuilder>()
  let size = 0
  return {
    add(stored, expiresAtMs) {
      size++
      const item = readStored(kind, stored)
      if (item.match === 'exact') return whole.add(item.text, expiresAtMs)
      if (item.match !== 'prefix') return groups.add(item.text, expiresAtMs)
      const tokens = prefixes.get(item.length) ?? tokenSetBuilder()
      prefixes.set(item.length, tokens)
      tokens.add(item.text, expiresAtMs)
    },
    *build() {
      const byLength: [number, TokenSet][] = []
      for (const [length, tokens] of prefixes) byLength.push([length, yield* tokens.build()])
      return {
        isTokens: true,
        size,
        whole: yield* whole.build(),
        groups: yield* groups.build(),
        prefixes: byLength,
      }
    },
  }
}

function rangeContents(): ListContentsBuilder {
  const ranges = rangeSetBuilder()
  return {
    add(stored, expiresAtMs) {
      const range = parseIpRange(stored)
      if (range !== undefined) ranges.add(range, expiresAtMs)
    },
    *build() {
      const set: RangeSet = yield* ranges.build()
      return {
        isTokens: false,
        size: set.size,
        has(value, atMs) {
          const ip = parseIp(value)
          return ip !== undefined && set.has(ip, atMs)
        },
      }
    },
  }
}

type Expiries = Map<string, number>

function textContents(kind: ListKind): ListContentsBuilder {
  const exact: Expiries = new Map()
  /** Suffixes of domains, or prefixes by their lengths. */
  const below: Expiries = new Map()
  const prefixes = new Map<number, Expiries>()
  return {
    add(stored, expiresAtMs) {
      const item = readStored(kind, stored)
      if (item.match === 'subdomains') below.set(item.text, expiresAtMs)
      else if (item.match !== 'prefix') exact.set(item.text, expiresAtMs)
      else {
        const texts = prefixes.get(item.length) ?? new Map<string, number>()
        prefixes.set(item.length, texts)
        texts.set(item.text, expiresAtMs)
      }
    },
    *build() {
      // Maps are ready as they are.
      yield
      const byPrefix = [...prefixes]
      const size = byPrefix.reduce((sum, [, texts]) => sum + texts.size, exact.size + below.size)
      if (kind === 'email_domain') {
        return { isTokens: false, size, has: (value, atMs) => hasDomain(exact, below, value, atMs) }
      }
      return {
        isTokens: false,
        size,
        has: (value, atMs) =>
          lasts(exact, value, atMs) ||
          byPrefix.some(
            ([length, texts]) =>
              value.length >= length && lasts(texts, value.slice(0, length), atMs),
          ),
      }
    },
  }
}

function lasts(items: Expiries, text: string, atMs: number): boolean {
  const expiresAtMs = items.get(text)
  return expiresAtMs !== undefined && expiresAtMs > atMs
}

/** `example.com` stands for itself and all below it, `*.example.com` only for those below. */
function hasDomain(exact: Expiries, below: Expiries, domain: string, atMs: number): boolean {
  if (lasts(exact, domain, atMs)) return true
  for (let dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
    const parent = domain.slice(dot + 1)
    if (lasts(exact, parent, atMs) || lasts(below, parent, atMs)) return true
  }
  return false
}
