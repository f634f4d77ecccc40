/** What is known of names beforehand, computed from permissive data by `scripts/lexical/make-tables.ts`. */
export interface LexicalTables {
  /** Risk of a top-level domain or public suffix, 0 to 1; 0.5 where nobody knows. */
  readonly suffixRisk: ReadonlyMap<string, number>
  /** Names that people trust, and the domains that are theirs. */
  readonly brands: BrandTable
  /** Surprise of each pair of characters in names of ordinary sites, bits; `surprise.ts` has the order. */
  readonly bigrams: Float32Array
  readonly shorteners: ReadonlySet<string>
  /** Suffixes below which anybody gets a name for nothing within a minute. */
  readonly dynamicDns: ReadonlySet<string>
  /** Registrable domains of the 10,000 most visited sites. */
  readonly popular: ReadonlySet<string>
}

export interface BrandTable {
  /** Lower-case ASCII letters and digits, 4 characters or more. */
  readonly names: readonly string[]
  /** Registrable domains that are a brand's own. */
  readonly own: ReadonlySet<string>
}
