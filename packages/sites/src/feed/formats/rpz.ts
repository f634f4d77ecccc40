import { coveredBy } from '../covered.ts'
import { type Feed, headerFacts, type WrittenFeed } from '../feed.ts'
import { ipv6Groups } from '../ip-groups.ts'
import type { BlocklistEntry } from '../entry.ts'

/**
 * Names are written relative to the zone, and a name with its zone has 253 characters at most: this
 * leaves 63 for the zone's own name.
 */
const OWNER_LENGTH_MAX = 189
const TTL_S = 300
const RETRY_S = 60
/** A secondary that hears nothing for a week forgets the zone (RFC 1035, `EXPIRE`). */
const ZONE_EXPIRES_S = 604_800
/** "It does not exist", as a policy (`CNAME .`). */
const NO_SUCH_NAME = 'CNAME .'

/**
 * A response policy zone (draft-vixie-dnsop-dns-rpz): BIND, Unbound, Knot Resolver and PowerDNS load
 * it. The version is the serial, so zone transfers need no other.
 */
export function writeRpz(feed: Feed): WrittenFeed {
  const owners = new Set<string>()
  // A name below `*.d` that stands for itself would end the wildcard there (RFC 4592, section 2.2.1).
  const isCovered = coveredBy(feed.entries)
  let written = 0
  for (const entry of feed.entries) {
    const isSaid = isCovered(entry)
    const own = isSaid ? [] : ownersOf(entry)
    if (isSaid || own.length > 0) written += 1
    for (const owner of own) owners.add(owner)
  }
  const leftOut = feed.entries.length - written
  const lines = [
    ...headerFacts(feed, written, leftOut).map((fact) => `; ${fact}`),
    `$TTL ${TTL_S}`,
    `@ IN SOA localhost. hostmaster.localhost. ${feed.version} ${TTL_S} ${RETRY_S} ${ZONE_EXPIRES_S} ${RETRY_S}`,
    '@ IN NS localhost.',
  ]
  let text = `${lines.join('\n')}\n`
  for (const owner of owners) text += `${owner} ${NO_SUCH_NAME}\n`
  return { text, written, leftOut }
}

function ownersOf({ kind, key }: BlocklistEntry): string[] {
  switch (kind) {
    case 'domain':
      return key.length + 2 > OWNER_LENGTH_MAX ? [] : [key, `*.${key}`]
    case 'host':
      return key.length > OWNER_LENGTH_MAX ? [] : [key]
    case 'ip':
      return [`${reversed(key)}.rpz-ip`]
    case 'url':
      return []
  }
}

/** Prefix length first, then the address from behind; `zz` is the `::` of IPv6. */
function reversed(address: string): string {
  if (!address.includes(':')) return `32.${address.split('.').toReversed().join('.')}`
  const groups = ipv6Groups(address).map((group) => group.toString(16))
  return `128.${squeezed(groups).toReversed().join('.')}`
}

/** The longest run of zeros, of two at least, as one `zz`: BIND warns of any other spelling. */
function squeezed(groups: readonly string[]): string[] {
  let best = { at: 0, length: 1 }
  for (let at = 0; at < groups.length; at++) {
    let length = 0
    while (groups[at + length] === '0') length += 1
    if (length > best.length) best = { at, length }
  }
  if (best.length < 2) return [...groups]
  return [...groups.slice(0, best.at), 'zz', ...groups.slice(best.at + best.length)]
}
