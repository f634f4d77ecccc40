import type { RulesetState } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { percent } from '../replay/costs.ts'
import { askedToConfirm } from '../rulesets/confirm.ts'
import { readVersionName, versionPath } from '../rulesets/version-name.ts'

export const rulesRolloutStartCommand: Command = {
  name: 'rules rollout start',
  operands: ['NAME@VERSION'],
  summary: 'let a version decide a part of the traffic in place of the live one',
  details: `The part stays the same: by account, by email where there is none, by event where there is neither;
whoever is in it at 5 % is in it at 20 %. Run it again to change the part. The version has to be fit to
be published. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    percent: { value: 'PERCENT', doc: 'the part, more than 0 and less than 100 (required)' },
    note: { value: 'TEXT', doc: 'why' },
    confirm: { doc: 'roll it out although it would decline far more than now' },
  },
  async run(input, terminal) {
    const which = readVersionName(input.positionals[0]!)
    const share = percent(input, 'percent')
    if (share === undefined) throw new CliError('usage', '`--percent` is missing')
    const note = input.text('note')
    const body = {
      // 5 % of 100 has more digits than were typed.
      percent: Number((share * 100).toPrecision(12)),
      ...(note === undefined ? {} : { note }),
      ...(input.flag('confirm') ? { confirm: true } : {}),
    }
    const question = {
      method: 'POST',
      path: versionPath(which, '/rollout'),
      body,
      shop: input.text('shop'),
      notFound: `there is no \`${which.name}@${which.version}\` in this shop`,
    } as const
    const state = await askServer(question, terminal).catch(askedToConfirm)
    const { published, rollout } = state as RulesetState
    terminal.print(
      `\`${which.name}@${which.version}\` decides ${rollout!.percent} % of the traffic, version ${published} the rest`,
    )
    return 0
  },
}

export const rulesRolloutEndCommand: Command = {
  name: 'rules rollout end',
  operands: ['NAME@VERSION'],
  summary: 'let the live version decide all of the traffic again',
  details: `Publishing any version of the ruleset ends a roll-out too. ${SERVER_HELP}`,
  options: serverShopOption,
  async run(input, terminal) {
    const which = readVersionName(input.positionals[0]!)
    await askServer(
      {
        method: 'DELETE',
        path: versionPath(which, '/rollout'),
        shop: input.text('shop'),
        notFound: `\`${which.name}@${which.version}\` is not rolled out`,
      },
      terminal,
    )
    terminal.print(`the roll-out of \`${which.name}@${which.version}\` has ended`)
    return 0
  },
}
