import { compareText, logOddsOf, probabilityOf } from '../layer-reading.ts'
import type { SiteLink } from './links-of-site.ts'
import type { SiteTable } from './site-table.ts'

/** Own log-odds (95 %) from which a member counts as malicious. */
export const MALICIOUS_LOG_ODDS = logOddsOf(0.95)
/**
 * Members whose evidence goes out to all others, beside what neighbours say to each other: three sure
 * ones are as much as the cap lets through.
 */
const SOURCES_MAX = 16

/** The sites that hang together with one. */
export interface Component {
  /** By name. */
  readonly domains: readonly string[]
  /** The member that was seen first. */
  readonly key: string
  readonly truncated: boolean
  readonly malicious: readonly string[]
}

/** A member whose own layers say more than "as likely as not". */
export interface Source {
  readonly domain: string
  /** How far they do, 0 to 1. */
  readonly excess: number
  /** To each member, the probability that the strongest way there leads from one site of an operator to the next. */
  readonly strengths: ReadonlyMap<string, number>
}

/** Steps out from a site until nothing new is met; of too many members those of fewest steps are kept. */
export function componentOf(
  start: string,
  joined: (domain: string) => readonly SiteLink[],
  table: SiteTable,
  membersMax: number,
): Component {
  const found = new Set([start])
  const queue = [start]
  let truncated = false
  for (let at = 0; at < queue.length; at += 1) {
    for (const { domain } of joined(queue[at]!)) {
      if (found.has(domain)) continue
      if (found.size >= membersMax) truncated = true
      else {
        found.add(domain)
        queue.push(domain)
      }
    }
  }
  const domains = queue.sort(compareText)
  const seen = (domain: string) => table.get(domain)?.seenAtMs ?? Infinity
  return {
    domains,
    key: domains.reduce((a, b) => (seen(b) < seen(a) ? b : a)),
    truncated,
    malicious: domains.filter((domain) => ownOf(domain, table) >= MALICIOUS_LOG_ODDS),
  }
}

/** The members that say something of the others, surest first. */
export function sourcesOf(
  { domains }: Component,
  joined: (domain: string) => readonly SiteLink[],
  table: SiteTable,
): Source[] {
  const inside = new Set(domains)
  // Links are sorted, strongest first.
  const best = Math.max(0, ...domains.map((domain) => joined(domain)[0]?.probability ?? 0))
  return domains
    .map((domain) => ({ domain, excess: excessOf(domain, table) }))
    .filter(({ excess }) => excess > 0)
    .sort((a, b) => b.excess - a.excess || compareText(a.domain, b.domain))
    .slice(0, SOURCES_MAX)
    .map((source) => ({ ...source, strengths: strengthsFrom(source.domain, joined, inside, best) }))
}

/** How far a site's own layers say more than "as likely as not": 0 and below say nothing. */
export function excessOf(domain: string, table: SiteTable): number {
  return 2 * probabilityOf(ownOf(domain, table)) - 1
}

function ownOf(domain: string, table: SiteTable): number {
  return table.get(domain)?.ownLogOdds ?? -Infinity
}

/**
 * Dijkstra's algorithm with the product of probabilities. It ends as soon as every member is known and
 * no way round can be better: where all are joined to all, that is after one step.
 *
 * @param best probability of the strongest link of all
 */
function strengthsFrom(
  start: string,
  joined: (domain: string) => readonly SiteLink[],
  inside: ReadonlySet<string>,
  best: number,
): Map<string, number> {
  const done = new Map<string, number>()
  const waiting = new Map<string, number>([[start, 1]])
  while (waiting.size > 0) {
    let [domain, strength, weakest] = ['', -1, 1]
    for (const [name, way] of waiting) {
      if (way > strength) [domain, strength] = [name, way]
      if (way < weakest) weakest = way
    }
    if (done.size + waiting.size === inside.size && weakest >= strength * best) {
      for (const [name, way] of waiting) done.set(name, way)
      return done
    }
    waiting.delete(domain)
    done.set(domain, strength)
    for (const link of joined(domain)) {
      if (!inside.has(link.domain) || done.has(link.domain)) continue
      const way = strength * link.probability
      if (way > (waiting.get(link.domain) ?? 0)) waiting.set(link.domain, way)
    }
  }
  return done
}
