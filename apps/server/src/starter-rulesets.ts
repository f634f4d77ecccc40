import { readFileSync } from 'node:fs'
import { rulesetSchema, type Ruleset } from '@gatehouse/contract'
import { parse } from 'yaml'
import { createValidators } from './http/validator.ts'

/** Packs that a new shop starts with; rows are the truth from then on. */
const STARTER_FILES = [new URL('../../../packs/starter.yaml', import.meta.url)]

/** @throws Error when a shipped pack is no ruleset: a fault of the release, found by its tests */
export function starterRulesets(): Ruleset[] {
  const validate = createValidators()(rulesetSchema)
  return STARTER_FILES.map((file) => {
    const document: unknown = parse(readFileSync(file, 'utf8'))
    const [issue] = validate(document)
    if (issue !== undefined) {
      throw new Error(`${file.pathname} is no ruleset: ${issue.pointer} ${issue.message}`)
    }
    return document as Ruleset
  })
}
