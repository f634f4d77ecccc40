import type { RulesetState } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import type { Command } from '../command.ts'
import { readVersionName } from '../rulesets/version-name.ts'

export const rulesRollbackCommand: Command = {
  name: 'rules rollback',
  operands: ['NAME@VERSION'],
  summary: 'put a version live again that was live before',
  details: `It goes live as a new version, and a roll-out ends. Nobody has to approve or confirm it: it has
decided before. \`rules list\` shows the versions. ${SERVER_HELP}`,
  options: { ...serverShopOption, note: { value: 'TEXT', doc: 'why' } },
  async run(input, terminal) {
    const which = readVersionName(input.positionals[0]!)
    const { name, version } = which
    const note = input.text('note')
    const { published } = (await askServer(
      {
        method: 'POST',
        path: `/v1/rulesets/${name}/rollback`,
        body: { version, ...(note === undefined ? {} : { note }) },
        shop: input.text('shop'),
        notFound: `there is no \`${name}@${version}\` in this shop: \`gatehouse rules list\` shows those there are`,
      },
      terminal,
    )) as RulesetState
    terminal.print(`\`${name}@${version}\` is live again, as \`${name}@${published}\``)
    return 0
  },
}
