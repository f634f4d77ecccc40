import { isIpAddress } from '@gatehouse/contract'
import { readIpv6 } from '../link/ip-host.ts'
import { type BlocklistEntry, urlParts } from './entry.ts'
import type { FeedGuards } from './guards.ts'
import { isHostName } from './host-name.ts'

/** Why something is not listed. */
export const ENTRY_REFUSALS = [
  'malformed',
  'public_suffix',
  'not_public_address',
  'own_domain',
  'appeal_upheld',
  'needs_two_people',
  'bad_time',
  'bad_reason',
] as const
export type EntryRefusal = (typeof ENTRY_REFUSALS)[number]

export type CheckedEntry =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: EntryRefusal }

const URL_LENGTH_MAX = 2048
/** Of what RFC 3986 allows in a path and a query. A backslash, a quote or a space is in none. */
const URL = /^https?:\/\/[a-z0-9.-]+(?::[1-9]\d{0,4})?\/[A-Za-z0-9\-._~!$&'()*+,;=:@/%?]*$/
const PORT_MAX = 65_535
const NAMES_MAX = 8
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .,'@_+-]{0,79}$/u
const REASONS_MAX = 16
const REASON = /^[A-Z][A-Z0-9_]{0,63}$/
const SOURCE = /^[a-z][a-z0-9_]{0,63}$/
const CAMPAIGN = /^[A-Za-z0-9_-]{1,64}$/
/** Whoever releases what many need does not do so alone. */
const PEOPLE_MIN = 2

/**
 * Whether an entry may be in a feed. Every writer counts on it: what it lets through stays within
 * its line in every format, and blocks nothing that strangers, we or half the net stand on.
 */
export function checkEntry(entry: BlocklistEntry, guards: FeedGuards): CheckedEntry {
  const host = hostOf(entry)
  if (host === undefined) return refused('malformed')
  if (!isTimed(entry)) return refused('bad_time')
  if (!isExplained(entry)) return refused('bad_reason')
  const isReleased = new Set(entry.releasedBy).size >= PEOPLE_MIN
  if (guards.isCleared(entry) && !isReleased) return refused('appeal_upheld')
  if (entry.kind === 'ip') {
    if (!guards.isGlobalUnicast(host)) return refused('not_public_address')
    return guards.isWarnedAddress(host) && !isReleased ? refused('needs_two_people') : { ok: true }
  }
  if (entry.kind !== 'url' && guards.isPublicSuffix(host)) return refused('public_suffix')
  const touches = (names: FeedGuards['own']) =>
    names.covers(host) || (entry.kind === 'domain' && names.reachesBelow(host))
  if (touches(guards.own)) return refused('own_domain')
  return touches(guards.warned) && !isReleased ? refused('needs_two_people') : { ok: true }
}

function refused(why: EntryRefusal): CheckedEntry {
  return { ok: false, why }
}

/** The host that the entry is about; `undefined`: the key is not a canonical one of its kind. */
function hostOf({ kind, key }: BlocklistEntry): string | undefined {
  switch (kind) {
    case 'domain':
    case 'host':
      return isHostName(key) ? key : undefined
    case 'ip':
      if (!isIpAddress(key) || key !== key.toLowerCase()) return undefined
      // Of one address there is one spelling (RFC 5952).
      return !key.includes(':') || readIpv6(key) === key ? key : undefined
    case 'url': {
      if (key.length > URL_LENGTH_MAX || !URL.test(key) || /%(?![0-9A-F]{2})/.test(key)) return
      const { host, port, rest } = urlParts(key)
      // A page that is the whole site is a host; dots would lead elsewhere than the text says.
      if (rest === '/' || /\/\.{1,2}(?:[/?]|$)/.test(rest) || !isHostName(host)) return
      return Number(port.slice(1)) <= PORT_MAX ? host : undefined
    }
  }
}

function isTimed({ decidedAtMs, addedAtMs, expiresAtMs, retestAtMs }: BlocklistEntry): boolean {
  const all = [decidedAtMs, addedAtMs, expiresAtMs, retestAtMs]
  return all.every((ms) => Number.isSafeInteger(ms) && ms >= 0) && addedAtMs < expiresAtMs
}

function isExplained(entry: BlocklistEntry): boolean {
  const { campaign, confidence, reasons, releasedBy, sources } = entry
  if (campaign !== null && !CAMPAIGN.test(campaign)) return false
  if (!(confidence >= 0 && confidence <= 1)) return false
  return (
    all(reasons, REASON, REASONS_MAX) &&
    all(sources, SOURCE, REASONS_MAX) &&
    all(releasedBy, NAME, NAMES_MAX)
  )
}

function all(texts: readonly string[], shape: RegExp, max: number): boolean {
  return texts.length <= max && texts.every((text) => shape.test(text))
}
