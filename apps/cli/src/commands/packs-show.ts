import type { Command } from '../command.ts'
import { packText } from '../rulesets/packs.ts'

export const packsShowCommand: Command = {
  name: 'packs show',
  operands: ['NAME'],
  summary: 'print a ready ruleset',
  details: `Prints the YAML with its comments and cases. Written into a file and changed, \`rules check\` and
\`rules test\` say whether it is sound.`,
  options: {},
  async run(input, terminal) {
    terminal.print(packText(input.positionals[0]!).trimEnd())
    return 0
  },
}
