import type { Ruleset, RulesetDocument, RulesetThresholds } from '@gatehouse/contract'
import { parseDocument } from 'yaml'

/** A ruleset with other thresholds; in one that was written as YAML its comments stay. */
export function withThresholds(
  { ruleset, yaml }: Pick<RulesetDocument, 'ruleset' | 'yaml'>,
  thresholds: RulesetThresholds,
): { readonly ruleset: Ruleset } | { readonly yaml: string } {
  if (yaml === null) return { ruleset: { ...ruleset, thresholds } }
  const document = parseDocument(yaml)
  for (const [name, level] of Object.entries(thresholds)) {
    document.setIn(['thresholds', name], level)
  }
  return { yaml: document.toString({ lineWidth: 0 }) }
}
