import type { RulesetState } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import type { Command } from '../command.ts'
import { askedToConfirm } from '../rulesets/confirm.ts'
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
    const question = { method: 'POST', path: `/v1/rulesets/${name}/publish`, ...about } as const
    const answer = await askServer(question, terminal).catch(askedToConfirm)
    const { published } = answer as RulesetState
    terminal.print(`\`${name}@${published}\` is live`)
    return 0
  },
}
