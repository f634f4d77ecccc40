import { evaluateSites } from './cluster-sites.ts'
import { joinedPairs } from './pairwise.ts'
import { registrationSites, type RegisteredDomain } from './registration-set.ts'

/** Names that have so many letters in common in one piece are alike. */
const LETTERS_ALIKE = 6
/** Every so-manieth pair of all is looked at for the level of chance. */
const SAMPLE_STEP = 29
const WEEK_MS = 7 * 86_400_000

/** Shares of pairs, 0 to 1. */
interface Agreed {
  readonly pairs: number
  readonly same_post: number
  readonly alike_names: number
  readonly either: number
}

/** How far pairs that hosting and registration join agree with posts and names, which took no part. */
export interface Agreement {
  readonly joined: Agreed
  readonly by_chance: Agreed
  /** Chance among pairs that were registered within a week of each other: posts follow the news. */
  readonly by_chance_in_one_week: Agreed
  /**
   * If a share of the joined pairs were strangers, that share would agree by chance alone; so at least
   * this share are none, as far as strangers that were joined agree no more than strangers of one week.
   */
  readonly precision_at_least: number
}

/**
 * Posts label few campaigns, and an operator is named in several, so clusters are held against evidence
 * of other kinds as well: all domains, those of digests too, are joined by hosting and registration.
 */
export function agreementOf(domains: readonly RegisteredDomain[]): Agreement {
  const byName = new Map(domains.map((domain) => [domain.registration.domain, domain]))
  const sites = registrationSites(domains).map(({ site }) => ({
    site: { ...site, edges: site.edges.filter(({ kind }) => kind !== 'naming') },
    label: 'one',
  }))
  const joined = counter()
  for (const [first, second] of joinedPairs(evaluateSites(sites).items)) {
    joined.add(byName.get(first.domain)!, byName.get(second.domain)!)
  }
  const chance = counter()
  const week = counter()
  for (let pair = 0, at = 0; at < domains.length; at += 1) {
    for (let other = 0; other < at; other += 1, pair += 1) {
      if (pair % SAMPLE_STEP !== 0) continue
      const [a, b] = [domains[at]!, domains[other]!]
      chance.add(a, b)
      const [from, to] = [a.registration.registeredAtMs, b.registration.registeredAtMs]
      if (from !== null && to !== null && Math.abs(from - to) <= WEEK_MS) week.add(a, b)
    }
  }
  const [seen, usual] = [joined.shares(), week.shares()]
  return {
    joined: seen,
    by_chance: chance.shares(),
    by_chance_in_one_week: usual,
    precision_at_least: Math.max(0, (seen.either - usual.either) / (1 - usual.either)),
  }
}

function counter(): { add(a: RegisteredDomain, b: RegisteredDomain): void; shares(): Agreed } {
  let pairs = 0
  let posts = 0
  let names = 0
  let either = 0
  return {
    add(a, b) {
      const isPost = a.cluster === b.cluster
      const isName = areAlike(a.registration.domain, b.registration.domain)
      pairs += 1
      if (isPost) posts += 1
      if (isName) names += 1
      if (isPost || isName) either += 1
    },
    shares: () => {
      const of = (count: number) => (pairs === 0 ? 0 : count / pairs)
      return { pairs, same_post: of(posts), alike_names: of(names), either: of(either) }
    },
  }
}

/** Whether two names share a piece of six letters or figures, the last label left out. */
export function areAlike(first: string, second: string): boolean {
  const [a, b] = [first, second].map((domain) =>
    domain.slice(0, domain.lastIndexOf('.')).replaceAll(/[^\p{L}\p{N}]/gu, ''),
  ) as [string, string]
  for (let at = 0; at + LETTERS_ALIKE <= a.length; at += 1) {
    if (b.includes(a.slice(at, at + LETTERS_ALIKE))) return true
  }
  return false
}
