import type { Command } from '../command.ts'
import { catalogueOptions } from '../rulesets/catalogue-options.ts'
import { counted } from '../text-table.ts'

export const rulesCheckCommand: Command = {
  name: 'rules check',
  operands: ['FILE'],
  summary: 'check a ruleset file: shape, names, types',
  details: `Checks a ruleset as publishing it would: the fields of the file, the names and types in every
expression, ids that are used twice, thresholds in the wrong order. Prints each fault with its line
and ends with exit code 1 when there is one.`,
  options: catalogueOptions,
  async run(input, terminal) {
    const { compileRuleset } = await import('@gatehouse/gate')
    const { explain } = await import('../rulesets/explain-issue.ts')
    const { readRuleset } = await import('../rulesets/read-ruleset.ts')
    const { catalogueOf } = await import('../rulesets/shop-catalogue.ts')
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
