import type { BlocklistEntry } from './entry.ts'
import type { Feed } from './feed.ts'
import { type FeedGuards, nameSet } from './guards.ts'

/** 2026-11-20T10:11:12Z. */
export const NOW_MS = 1_795_169_472_000
const DAY_MS = 86_400_000

export function entryOf(
  kind: BlocklistEntry['kind'],
  key: string,
  more: Partial<BlocklistEntry> = {},
): BlocklistEntry {
  return {
    kind,
    key,
    verdict: 'malicious',
    confidence: 0.987,
    campaign: 'cmp_1',
    reasons: ['CARD_TO_OPERATOR', 'PAGE_TEMPLATE_SHARED'],
    sources: ['page', 'payment_flow'],
    releasedBy: [],
    decidedAtMs: NOW_MS - 40_000,
    addedAtMs: NOW_MS - 20_000,
    expiresAtMs: NOW_MS + 90 * DAY_MS,
    retestAtMs: NOW_MS + 7 * DAY_MS,
    ...more,
  }
}

const SUFFIXES = new Set(['com', 'co.uk', 'uk', 'io', 'github.io', 'example', 'org'])

export const GUARDS: FeedGuards = {
  isPublicSuffix: (domain) => !domain.includes('.') || SUFFIXES.has(domain),
  isGlobalUnicast: (address) => !/^(?:10|127|0)\.|^::/.test(address),
  isCleared: ({ key }) => key === 'appealed.example',
  isWarnedAddress: (address) => address.startsWith('104.16.'),
  warned: nameSet(['google.com', 'github.io', 'shop.market.example'], (name) => SUFFIXES.has(name)),
  own: nameSet(['our-shop.example', 'reseller.example'], (name) => SUFFIXES.has(name)),
}

export const SAMPLE: readonly BlocklistEntry[] = [
  entryOf('domain', 'scam-pay.example'),
  entryOf('domain', 'xn--bcher-kva.example', { campaign: null }),
  entryOf('host', 'login.bank.example'),
  entryOf('host', 'deep.scam-pay.example'),
  entryOf('url', 'https://shared-host.example/user123/pay.html'),
  entryOf('url', 'https://shared-host.example/a$b*c.html'),
  entryOf('ip', '203.0.113.50'),
  entryOf('ip', '2001:db8::1'),
]

export function feedOf(entries: readonly BlocklistEntry[] = SAMPLE, version = 2_026_112_001): Feed {
  return {
    version,
    createdAtMs: NOW_MS,
    expiresAtMs: NOW_MS + DAY_MS,
    about: {
      title: 'Gatehouse blocklist',
      homepage: 'https://gatehouse.example/',
      licence: 'CC0-1.0',
    },
    entries,
  }
}
