/** Something that was clustered. */
export interface Clustered {
  readonly domain: string
  /** Which cluster it truly is in, as far as the label says. */
  readonly label: string
  /** Which cluster it was put in; `null`: it stands alone. */
  readonly cluster: number | null
}

/** Pairs of domains, and how many of them are right. */
export interface PairMeasures {
  readonly domains: number
  /** Domains that were put into a cluster with another. */
  readonly in_a_cluster: number
  /** Pairs with one label. */
  readonly labelled_pairs: number
  /** Pairs that were put in one cluster. */
  readonly joined_pairs: number
  readonly right_pairs: number
  /** Share of the joined pairs that have one label; `null`: none was joined. */
  readonly precision: number | null
  /** Share of the pairs with one label that were joined; `null`: there are none. */
  readonly recall: number | null
}

/** Counts pairs by the sizes of clusters, of labels, and of what they have in common. */
export function pairwise(items: readonly Clustered[]): PairMeasures {
  const joined = pairs(
    items.filter(({ cluster }) => cluster !== null).map(({ cluster }) => `${cluster}`),
  )
  const labelled = pairs(items.map(({ label }) => label))
  const right = pairs(
    items
      .filter(({ cluster }) => cluster !== null)
      .map(({ cluster, label }) => `${cluster}\n${label}`),
  )
  return {
    domains: items.length,
    in_a_cluster: items.filter(({ cluster }) => cluster !== null).length,
    labelled_pairs: labelled,
    joined_pairs: joined,
    right_pairs: right,
    precision: joined === 0 ? null : right / joined,
    recall: labelled === 0 ? null : right / labelled,
  }
}

function pairs(groups: readonly string[]): number {
  const sizes = new Map<string, number>()
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  let sum = 0
  for (const size of sizes.values()) sum += (size * (size - 1)) / 2
  return sum
}

/** The pairs themselves that were put in one cluster, each once. */
export function* joinedPairs(items: readonly Clustered[]): Generator<[Clustered, Clustered]> {
  const clusters = new Map<number, Clustered[]>()
  for (const item of items) {
    if (item.cluster === null) continue
    const members = clusters.get(item.cluster) ?? []
    for (const member of members) yield [member, item]
    clusters.set(item.cluster, [...members, item])
  }
}
