import { compileRuleset, type RulesetIssue } from '@gatehouse/gate'
import type { Command } from '../command.ts'
import type { YamlFile } from '../read-yaml.ts'
import { readRuleset } from '../rulesets/read-ruleset.ts'
import { catalogueOf, catalogueOptions } from '../rulesets/shop-catalogue.ts'

export const rulesCheckCommand: Command = {
  name: 'rules check',
  operands: ['FILE'],
  summary: 'check a ruleset file: shape, names, types',
  details: `Checks a ruleset as publishing it would: the fields of the file, the names and types in every
expression, ids that are used twice, thresholds in the wrong order. Prints each fault with its line
and ends with exit code 1 when there is one.`,
  options: catalogueOptions,
  async run(input, terminal) {
    const { file, document } = readRuleset(input.positionals[0]!)
    const { declarations } = catalogueOf(input)
    const compiled = compileRuleset(document, 1, declarations)
    if (!compiled.ok) {
      terminal.note(compiled.issues.map((issue) => explain(file, issue)).join('\n\n'))
      terminal.note(`\n${file.path}: ${counted(compiled.issues.length, 'fault')}`)
      return 1
    }
    const { rules, policies } = compiled.ruleset
    const parts = [counted(rules.length, 'rule'), counted(policies.length, 'policy', 'policies')]
    terminal.print(`${file.path}: \`${document.name}\` is good: ${parts.join(', ')}`)
    return 0
  },
}

/** The fault at its line, with the expression and carets under the place. */
export function explain(file: YamlFile, { pointer, rule, message, snippet }: RulesetIssue): string {
  const where = `${file.at(pointer)}: ${rule === null ? '' : `\`${rule}\`: `}`
  if (snippet === undefined) return `${where}${message}`
  const lines = snippet.split('\n').map((line) => `    ${line}`)
  return [`${where}${message}`, ...lines].join('\n')
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
