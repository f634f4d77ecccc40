import type { LabelledSite } from './cluster-sites.ts'
import { evaluateSites } from './cluster-sites.ts'
import { joinedPairs } from './pairwise.ts'

/** Names that have so many letters in common in one piece are alike. */
const LETTERS_ALIKE = 6
/** Every so-manieth pair of all is looked at for the level of chance. */
const SAMPLE_STEP = 97

/** How far pairs that hosting and registration join agree with names, which took no part. */
export interface Agreement {
  readonly joined_pairs: number
  /** Share of the joined pairs whose names are alike. */
  readonly alike: number
  /** The same share among all pairs of the file: what chance gives. */
  readonly alike_by_chance: number
}

/**
 * Posts label few campaigns, so clusters are held against evidence of another kind as well: all
 * domains are joined by hosting and registration alone, and their names are compared. An operator
 * need not choose names that are alike, so the share is a lower bound of the precision.
 */
export function nameAgreement(sites: readonly LabelledSite[]): Agreement {
  const nameless = sites.map(({ site }) => ({
    site: { ...site, edges: site.edges.filter(({ kind }) => kind !== 'naming') },
    label: 'one',
  }))
  let joined = 0
  let alike = 0
  for (const [first, second] of joinedPairs(evaluateSites(nameless).items)) {
    joined += 1
    if (areAlike(first.domain, second.domain)) alike += 1
  }
  let looked = 0
  let byChance = 0
  for (let pair = 0, at = 0; at < sites.length; at += 1) {
    for (let other = 0; other < at; other += 1, pair += 1) {
      if (pair % SAMPLE_STEP !== 0) continue
      looked += 1
      if (areAlike(sites[at]!.site.domain, sites[other]!.site.domain)) byChance += 1
    }
  }
  return {
    joined_pairs: joined,
    alike: joined === 0 ? 0 : alike / joined,
    alike_by_chance: looked === 0 ? 0 : byChance / looked,
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
