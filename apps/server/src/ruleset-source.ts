import {
  compileCardScan,
  rulesetSchema,
  type Ruleset,
  type RulesetCheck,
} from '@gatehouse/contract'
import { refuseCardNumbers } from './http/parse-body.ts'
import type { Validate } from './http/validator.ts'
import { checkOfText, type Source } from './ruleset-issues.ts'
import { readRulesetYaml } from './ruleset-yaml.ts'

const CARD_SCAN = compileCardScan(rulesetSchema)

/** A ruleset as it was sent: one of the two is there (schema). */
export interface SentRuleset {
  readonly ruleset?: Ruleset
  readonly yaml?: string
}

export type SourceRead =
  | { readonly ok: true; readonly source: Source }
  | { readonly ok: false; readonly check: RulesetCheck }

/**
 * The document that was sent, or the one that the YAML says.
 * @param validate the check of `rulesetSchema`
 * @throws ApiError `card_number`
 */
export function readSource({ ruleset, yaml }: SentRuleset, validate: Validate): SourceRead {
  if (ruleset !== undefined) return { ok: true, source: { ruleset, yaml: null, place: null } }
  const read = readRulesetYaml(yaml!, validate)
  if (!read.ok) return { ok: false, check: checkOfText(read.issues) }
  // The text was looked through as it was sent: escapes may have hidden digits.
  refuseCardNumbers(read.source.ruleset, CARD_SCAN)
  return { ok: true, source: { ...read.source, yaml: yaml! } }
}
