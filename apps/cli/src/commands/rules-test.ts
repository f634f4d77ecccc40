import type { Command } from '../command.ts'
import { catalogueOptions } from '../rulesets/catalogue-options.ts'
import { counted } from '../text-table.ts'

export const rulesTestCommand: Command = {
  name: 'rules test',
  operands: ['FILE'],
  summary: 'run the cases that stand in a ruleset file',
  details: `Runs the \`tests\` of each rule and of the ruleset as a whole through the gate. A case names the
signals it is about; all others are unknown. Prints what was not as expected and ends with exit
code 1 when a case failed.`,
  options: catalogueOptions,
  async run(input, terminal) {
    const { runTests } = await import('@gatehouse/gate')
    const { explain } = await import('../rulesets/explain-issue.ts')
    const { readRuleset } = await import('../rulesets/read-ruleset.ts')
    const { catalogueOf } = await import('../rulesets/shop-catalogue.ts')
    const { file, document } = readRuleset(input.positionals[0]!)
    const { declarations } = catalogueOf(input)
    const run = runTests(document, declarations)
    if (!run.ok) {
      terminal.note(run.issues.map((issue) => explain(file, issue)).join('\n\n'))
      return 1
    }
    const failed = run.results.filter(({ failures }) => failures.length > 0)
    for (const { rule, name, pointer, failures } of failed) {
      const what = rule === null ? name : `\`${rule}\`: ${name}`
      terminal.note(`${file.at(pointer)}: ${what}: ${failures.join('; ')}`)
    }
    const passed = run.results.length - failed.length
    terminal.print(`${file.path}: ${counted(passed, 'case')} passed, ${failed.length} failed`)
    return failed.length === 0 ? 0 : 1
  },
}
