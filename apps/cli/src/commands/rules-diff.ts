import type { Ruleset, RulesetDocument } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import type { Command, Input, Terminal } from '../command.ts'
import { isVersionName, readVersionName, versionPath } from '../rulesets/version-name.ts'

export const rulesDiffCommand: Command = {
  name: 'rules diff',
  operands: ['A', 'B'],
  summary: 'show what B changes about A, rule by rule',
  details: `A and B are ruleset files, or versions that the shop has (\`starter@3\`): then a server is asked for
them. Prints rules that were added and removed, the fields of rules that are other, and thresholds that
moved. Ends with exit code 0 whether they differ or not. ${SERVER_HELP}`,
  options: { ...serverShopOption, json: { doc: 'print the differences as JSON' } },
  async run(input, terminal) {
    const { diffRulesets } = await import('@gatehouse/gate')
    const { renderDiff } = await import('../rulesets/render-diff.ts')
    const [a, b] = input.positionals as [string, string]
    const before = await documentOf(a, input, terminal)
    const after = await documentOf(b, input, terminal)
    const diff = diffRulesets(before, after)
    terminal.print(input.flag('json') ? JSON.stringify(diff, null, 2) : renderDiff(diff, a, b))
    return 0
  },
}

async function documentOf(what: string, input: Input, terminal: Terminal): Promise<Ruleset> {
  if (!isVersionName(what)) {
    const { readRuleset } = await import('../rulesets/read-ruleset.ts')
    return readRuleset(what).document
  }
  const which = readVersionName(what)
  const found = (await askServer(
    {
      method: 'GET',
      path: versionPath(which),
      shop: input.text('shop'),
      notFound: `there is no \`${what}\` in this shop: \`gatehouse rules list\` shows those there are`,
    },
    terminal,
  )) as RulesetDocument
  return found.ruleset
}
