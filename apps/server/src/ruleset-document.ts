import type { Ruleset } from '@gatehouse/contract'

/** A ruleset as it is kept: with the YAML that it was written as, where it was. */
type StoredDocument = Ruleset & { readonly yaml?: string }

export interface WrittenRuleset {
  readonly ruleset: Ruleset
  readonly yaml: string | null
}

/** The row's document. What reads rulesets only to decide by them need not know of the YAML. */
export function toStored({ ruleset, yaml }: WrittenRuleset): StoredDocument {
  return yaml === null ? ruleset : { ...ruleset, yaml }
}

export function fromStored(document: unknown): WrittenRuleset {
  const { yaml, ...ruleset } = document as StoredDocument
  return { ruleset, yaml: yaml ?? null }
}
