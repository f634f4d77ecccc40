import type { SiteEdgeKind } from '@gatehouse/contract'
import { compareText, probabilityOf } from '../layer-reading.ts'
import type { Campaign } from './campaign.ts'
import { EDGE_POLICIES, SAME_FAMILY_SHARE, type EdgePolicy } from './edge-policy.ts'
import { edgeKey } from './site-table.ts'

/** What is known of somebody behind earlier campaigns. */
export interface Operator {
  readonly id: string
  readonly name: string
  /** What their campaigns showed. */
  readonly edges: readonly {
    readonly kind: SiteEdgeKind
    readonly value: string
    readonly lastSeenMs: number
  }[]
}

export interface Attribution {
  readonly operator: string
  readonly logOdds: number
  readonly probability: number
  /**
   * `likely`: a mark that names the operator, or marks of two families; `possible`: less. A person
   * says more than that, not the machine.
   */
  readonly standing: 'likely' | 'possible'
  /** What the campaign has in common with earlier ones, strongest first. */
  readonly shared: readonly {
    readonly kind: SiteEdgeKind
    readonly value: string
    readonly weight: number
  }[]
}

/** Log-odds of any one known operator being behind a campaign before anything is compared: 1 in 50. */
const PRIOR = Math.log(0.02 / 0.98)
/** Addresses and the like change hands: an edge weighs half after so long. */
const HALF_LIFE_MS = 365 * 86_400_000
const MATCHES_MAX = 10

/**
 * Which known operators a campaign looks like, most likely first. Nothing waits for it: verdicts and
 * blocks are made without. What several operators have shown says less of each, and what was seen
 * long ago less of all.
 */
export function attribute(
  campaign: Pick<Campaign, 'fingerprints'>,
  operators: readonly Operator[],
  asOfMs: number,
): Attribution[] {
  const holders = new Map<string, number>()
  for (const { edges } of operators) {
    for (const key of new Set(edges.map(({ kind, value }) => edgeKey(kind, value)))) {
      holders.set(key, (holders.get(key) ?? 0) + 1)
    }
  }
  const shown = new Set(campaign.fingerprints.map(({ kind, value }) => edgeKey(kind, value)))
  return operators
    .flatMap((operator) => {
      const shared = operator.edges
        .filter(({ kind, value }) => shown.has(edgeKey(kind, value)))
        .map(({ kind, value, lastSeenMs }) => ({
          kind,
          value,
          weight: weightOf(kind, holders.get(edgeKey(kind, value))!, asOfMs - lastSeenMs),
        }))
        .filter(({ weight }) => weight > 0)
        .sort((a, b) => b.weight - a.weight || compareText(a.kind + a.value, b.kind + b.value))
      return shared.length === 0 ? [] : [matchOf(operator.id, shared)]
    })
    .sort((a, b) => b.logOdds - a.logOdds || compareText(a.operator, b.operator))
    .slice(0, MATCHES_MAX)
}

function weightOf(kind: SiteEdgeKind, operators: number, ageMs: number): number {
  const fresh = 0.5 ** (Math.max(0, ageMs) / HALF_LIFE_MS)
  const { base, isIdentity } = EDGE_POLICIES[kind]
  // Who holds the key of a wallet does not change as who has an address does.
  return Math.max(0, base * (isIdentity ? 1 : fresh) - Math.log(operators))
}

function matchOf(operator: string, shared: Attribution['shared']): Attribution {
  const families = new Set<EdgePolicy['family']>()
  let logOdds = PRIOR
  for (const { kind, weight } of shared) {
    const { family } = EDGE_POLICIES[kind]
    logOdds += families.has(family) ? weight * SAME_FAMILY_SHARE : weight
    families.add(family)
  }
  const isLikely =
    logOdds > 0 && (families.size >= 2 || shared.some(({ kind }) => EDGE_POLICIES[kind].isIdentity))
  return {
    operator,
    logOdds,
    probability: probabilityOf(logOdds),
    standing: isLikely ? 'likely' : 'possible',
    shared,
  }
}
