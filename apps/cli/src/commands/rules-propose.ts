import type { RuleProposal } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import type { Command } from '../command.ts'

/** Three rounds of a model that takes its time. */
const TIMEOUT_MS = 15 * 60_000

export const rulesProposeCommand: Command = {
  name: 'rules propose',
  operands: ['TEXT'],
  summary: 'write a rule from a sentence, with a text model of your own',
  details: `Prints the rule as an item of \`rules:\`, type-checked against the signals and lists of the shop, with
cases that pass. Nothing is stored: read it, put it into a draft, \`rules backtest\` says what it would have
done. The server asks the model that \`RULE_WRITER_URL\` and \`RULE_WRITER_MODEL\` name; it is sent TEXT, the
catalogue of signals and the names of lists, and nothing about any order or customer. ${SERVER_HELP}`,
  options: { ...serverShopOption, json: { doc: 'print the answer as JSON' } },
  async run(input, terminal) {
    const proposal = (await askServer(
      {
        method: 'POST',
        path: '/v1/rules/propose',
        body: { text: input.positionals[0]! },
        shop: input.text('shop'),
        notFound: 'there is no such shop',
        timeoutMs: TIMEOUT_MS,
      },
      terminal,
    )) as RuleProposal
    if (input.flag('json')) terminal.print(JSON.stringify(proposal, null, 2))
    else terminal.print(render(proposal))
    return 0
  },
}

function render({ yaml, reads, tests, rounds, model }: RuleProposal): string {
  const asked = rounds === 1 ? 'at once' : `at the ${rounds === 2 ? 'second' : 'third'} try`
  return [
    `# written by ${model} ${asked}; ${tests} cases pass; reads ${reads.join(', ')}`,
    '# read it before you use it: nothing was stored',
    yaml.trimEnd(),
  ].join('\n')
}
