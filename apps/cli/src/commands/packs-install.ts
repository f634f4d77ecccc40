import type { RulesetState } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { askedToConfirm } from '../rulesets/confirm.ts'
import { installPack } from '../rulesets/install-pack.ts'
import { counted } from '../text-table.ts'

export const packsInstallCommand: Command = {
  name: 'packs install',
  operands: ['NAME'],
  summary: 'make a ready ruleset a draft of the shop, and with --publish put it live',
  details: `One ruleset decides at a checkpoint, or for each segment of the shop there. So the pack becomes a draft of the ruleset that decides where it
would, and \`rules diff\`, \`rules shadow\`, roll-outs and rolling back work as ever; where nothing decides
it becomes a ruleset of its own name. Lists that its rules ask for are made when the shop lacks them.
Publishing asks for \`--confirm\` like \`rules publish\`. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    segment: {
      value: 'SEGMENT',
      doc: 'whose events it decides, of those that the shop’s settings name (`default`)',
    },
    as: {
      value: 'RULESET',
      doc: 'the ruleset whose draft it becomes (the one that decides there)',
    },
    overwrite: { doc: 'write over a draft that is there' },
    publish: { doc: 'put it live' },
    confirm: { doc: 'publish it although it would decline far more than now' },
  },
  async run(input, terminal) {
    const pack = input.positionals[0]!
    const shop = input.text('shop')
    if (input.flag('confirm') && !input.flag('publish')) {
      throw new CliError('usage', '`--confirm` goes with `--publish`')
    }
    const request = {
      pack,
      shop,
      segment: input.text('segment'),
      as: input.text('as'),
      mayOverwrite: input.flag('overwrite'),
    }
    const { name, version, replaces, listsMade, leaves } = await installPack(request, terminal)
    const which = `${name}@${version}`
    if (listsMade.length > 0) {
      terminal.print(`made ${counted(listsMade.length, 'list')}: ${listsMade.join(', ')}`)
    }
    if (leaves.length > 0) {
      terminal.note(`once it is live nothing decides at ${leaves.join(', ')} any more`)
    }
    if (!input.flag('publish')) {
      const diff =
        replaces === null ? '' : `, \`gatehouse rules diff ${name}@${replaces} ${which}\` compares`
      terminal.print(
        `\`${pack}\` is the draft \`${which}\`${diff}, \`gatehouse rules publish ${which}\` puts it live`,
      )
      return 0
    }
    const question = {
      method: 'POST',
      path: `/v1/rulesets/${name}/publish`,
      body: { version, ...(input.flag('confirm') ? { confirm: true } : {}) },
      shop,
    } as const
    const answer = await askServer(question, terminal).catch(askedToConfirm)
    const { published } = answer as RulesetState
    terminal.print(`\`${pack}\` is live as \`${name}@${published}\``)
    return 0
  },
}
