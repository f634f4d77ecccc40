import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import type { Command } from '../command.ts'
import { readVersionName, versionPath } from '../rulesets/version-name.ts'

export const rulesApproveCommand: Command = {
  name: 'rules approve',
  operands: ['NAME@VERSION'],
  summary: "approve somebody else's draft",
  details: `In a shop with the setting \`four_eyes\` nobody puts live alone what they wrote: somebody with another
key approves it, or publishes it, which approves it too. ${SERVER_HELP}`,
  options: serverShopOption,
  async run(input, terminal) {
    const which = readVersionName(input.positionals[0]!)
    await askServer(
      {
        method: 'POST',
        path: versionPath(which, '/approve'),
        shop: input.text('shop'),
        notFound: `there is no \`${which.name}@${which.version}\` in this shop`,
      },
      terminal,
    )
    terminal.print(`\`${which.name}@${which.version}\` is approved: its author may publish it`)
    return 0
  },
}
