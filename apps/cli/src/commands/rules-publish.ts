import type { RulesetState } from '@gatehouse/contract'
import { ServerRefusal, askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { readVersionName } from '../rulesets/version-name.ts'

export const rulesPublishCommand: Command = {
  name: 'rules publish',
  operands: ['NAME@VERSION'],
  summary: 'put a draft live',
  details: `The draft has to compile and its cases to pass. When it would have declined far more of the last
month's decisions than were declined, the figures are printed and \`--confirm\` is needed. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    note: { value: 'TEXT', doc: "why (the draft's own note)" },
    confirm: { doc: 'publish it although it would decline far more than now' },
  },
  async run(input, terminal) {
    const { name, version } = readVersionName(input.positionals[0]!)
    const note = input.text('note')
    const body = {
      version,
      ...(note === undefined ? {} : { note }),
      ...(input.flag('confirm') ? { confirm: true } : {}),
    }
    const about = {
      body,
      shop: input.text('shop'),
      notFound: `there is no ruleset \`${name}\` in this shop`,
    }
    const answer = await askServer(
      { method: 'POST', path: `/v1/rulesets/${name}/publish`, ...about },
      terminal,
    ).catch((error: unknown) => {
      const isFlood = error instanceof ServerRefusal && error.problem === 'confirmation_needed'
      if (!isFlood) throw error
      const said = error.message.replace('send `confirm: true`', 'add `--confirm`')
      throw new CliError('remote', said)
    })
    const { published } = answer as RulesetState
    terminal.print(`\`${name}@${published}\` is live`)
    return 0
  },
}
