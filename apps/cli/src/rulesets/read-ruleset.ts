import { createValidators } from '@gatehouse/server'
import {
  listDraftSchema,
  LISTS_MAX,
  rulesetSchema,
  type ListDraft,
  type Ruleset,
} from '@gatehouse/contract'
import { CliError } from '../cli-error.ts'
import { readYaml, type YamlFile } from '../read-yaml.ts'
import { packPath } from './packs.ts'

const validatorOf = createValidators()

/** A ruleset of the right shape; whether its rules compile is another question. */
export interface RulesetFile {
  readonly file: YamlFile
  readonly document: Ruleset
}

/** @throws CliError `invalid`, one line for each field that is not as the contract says */
export function readRuleset(path: string): RulesetFile {
  const file = readYaml(path)
  refuseIssues(file, validatorOf(rulesetSchema)(file.value))
  return { file, document: file.value as Ruleset }
}

/** The lists that a new shop has: what rules may ask for as `list.NAME`. */
export function readLists(path: string = packPath('lists.yaml')): readonly ListDraft[] {
  const file = readYaml(path)
  const schema = { type: 'array', items: listDraftSchema, maxItems: LISTS_MAX }
  refuseIssues(file, validatorOf(schema)(file.value))
  return file.value as ListDraft[]
}

/** @throws CliError `invalid` with every issue at its line */
export function refuseIssues(
  file: YamlFile,
  issues: readonly { readonly pointer: string; readonly message: string }[],
): void {
  if (issues.length === 0) return
  const lines = issues.map(({ pointer, message }) => {
    const place = pointer === '' ? '' : `\`${pointer.slice(1).replaceAll('/', '.')}\`: `
    return `${file.at(pointer)}: ${place}${message}`
  })
  throw new CliError('invalid', lines.join('\n'))
}
