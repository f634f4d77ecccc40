import { writeFileSync } from 'node:fs'
import type { RulesetStatistics } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import type { Command } from '../command.ts'
import { timeOption } from '../read-time.ts'

export const rulesStatsCommand: Command = {
  name: 'rules stats',
  operands: ['NAME'],
  summary: 'what each rule of a ruleset did on live traffic',
  details: `Prints for every rule how often it hit, how often it was right by the labels that are mature, what
it saved and cost, the rules that hit together, and the arms of a roll-out. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    from: { value: 'TIME', doc: 'only decisions from here on (90 days before the end)' },
    to: { value: 'TIME', doc: 'only decisions before this (now)' },
    json: { value: 'FILE', doc: 'write all of it as JSON' },
  },
  async run(input, terminal) {
    const { renderStatistics } = await import('../rulesets/render-statistics.ts')
    const name = input.positionals[0]!
    const query = new URLSearchParams()
    for (const option of ['from', 'to']) {
      const time = timeOption(input, option)
      if (time !== undefined) query.set(option, time)
    }
    const statistics = (await askServer(
      {
        method: 'GET',
        path: `/v1/rulesets/${encodeURIComponent(name)}/statistics${query.size === 0 ? '' : `?${query.toString()}`}`,
        shop: input.text('shop'),
        notFound: `there is no ruleset \`${name}\` in this shop`,
      },
      terminal,
    )) as RulesetStatistics
    terminal.print(renderStatistics(statistics))
    const json = input.text('json')
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(statistics, null, 2)}\n`)
    return 0
  },
}
