import type { Command } from '../command.ts'
import { packFile, packNames } from '../rulesets/packs.ts'
import { readRuleset } from '../rulesets/read-ruleset.ts'
import { right, textTable, type Cell } from '../text-table.ts'

export const packsListCommand: Command = {
  name: 'packs list',
  operands: [],
  summary: 'list the ready rulesets',
  details: `Name, the checkpoints at which it decides, how many rules, what it is for. \`packs show NAME\` prints
one, \`packs install NAME\` makes it a draft of your shop. docs/how-to/choose-a-pack.md compares them.`,
  options: {},
  async run(_input, terminal) {
    const rows = packNames().map((name): Cell[] => {
      const { checkpoints, rules, description = '' } = readRuleset(packFile(name)).document
      return [name, checkpoints.join(', '), right(String(rules.length)), description]
    })
    terminal.print(textTable([['NAME', 'CHECKPOINTS', right('RULES'), 'WHAT FOR'], ...rows]))
    return 0
  },
}
