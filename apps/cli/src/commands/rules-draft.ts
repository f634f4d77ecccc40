import { readFileSync } from 'node:fs'
import type { RulesetDocument, RulesetState } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command, Terminal } from '../command.ts'
import { everyPage } from '../rulesets/server-pages.ts'
import { versionPath } from '../rulesets/version-name.ts'

export const rulesDraftCommand: Command = {
  name: 'rules draft',
  operands: ['FILE'],
  summary: 'make a ruleset file the draft of the ruleset that it names',
  details: `Nothing decides by a draft until it is published. \`rules show NAME@VERSION\` prints what is live, as
something to start from. A ruleset has one draft: another that is there is not written over without
\`--overwrite\`. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    note: { value: 'TEXT', doc: 'why' },
    overwrite: { doc: 'write over a draft that is there' },
  },
  async run(input, terminal) {
    const { readRuleset } = await import('../rulesets/read-ruleset.ts')
    const file = input.positionals[0]!
    const { name } = readRuleset(file).document
    const yaml = readFileSync(file, 'utf8')
    const shop = input.text('shop')
    const states = await everyPage<RulesetState>('/v1/rulesets', shop, terminal)
    const state = states.find((known) => known.name === name)
    const draft = state?.draft ?? null
    const isSame = draft !== null && (await yamlOf(name, draft, shop, terminal)) === yaml
    if (draft !== null && !isSame && !input.flag('overwrite')) {
      throw new CliError(
        'invalid',
        `there is a draft \`${name}@${draft}\` already: publish it first, or write over it with \`--overwrite\``,
      )
    }
    const note = input.text('note')
    const body = { yaml, ...(note === undefined ? {} : { note }) }
    const path = `/v1/rulesets/${name}/draft`
    // Written again, even the same text is another version.
    const kept = isSame
      ? state!
      : ((await askServer({ method: 'PUT', path, body, shop }, terminal)) as RulesetState)
    const which = `${name}@${kept.draft!}`
    terminal.print(`${file} is the draft \`${which}\`: nothing decides by it yet\n`)
    const ways = [
      ...(kept.published === null
        ? []
        : [`gatehouse rules diff ${name}@${kept.published} ${which}`]),
      `gatehouse rules backtest ${which}`,
      `gatehouse rules shadow start ${which}`,
      `gatehouse rules publish ${which}`,
    ]
    terminal.print(ways.map((way) => `  ${way}`).join('\n'))
    return 0
  },
}

async function yamlOf(
  name: string,
  version: number,
  shop: string | undefined,
  terminal: Terminal,
): Promise<string | null> {
  const question = { method: 'GET', path: versionPath({ name, version }), shop } as const
  return ((await askServer(question, terminal)) as RulesetDocument).yaml
}
