import { stringify } from 'yaml'
import type { RulesetDocument, RulesetState, RulesetVersion } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import type { Command } from '../command.ts'
import { readVersionName, versionPath } from '../rulesets/version-name.ts'
import { everyPage } from '../rulesets/server-pages.ts'
import { textTable, type Cell } from '../text-table.ts'

/** The newest versions of each ruleset, and those that decide, however old. */
const SHOWN = 5

export const rulesListCommand: Command = {
  name: 'rules list',
  operands: [],
  summary: 'list the rulesets of a shop, which versions there are and which decide',
  details: `The newest ${SHOWN} versions of each ruleset, and those that are live, in shadow or rolled out. ${SERVER_HELP}`,
  options: { ...serverShopOption, json: { doc: 'print them as JSON, with every version' } },
  async run(input, terminal) {
    const states = await everyPage<RulesetState>('/v1/rulesets', input.text('shop'), terminal)
    if (input.flag('json')) {
      terminal.print(JSON.stringify(states, null, 2))
      return 0
    }
    const rows = states.flatMap((state) =>
      state.versions
        .filter((version, at) => at < SHOWN || runsOf(state, version) !== version.state)
        .map((version): Cell[] => [
          `${state.name}@${version.version}`,
          runsOf(state, version),
          (version.published_at ?? version.created_at).slice(0, 10),
          version.published_by ?? version.author,
          version.note,
        ]),
    )
    terminal.print(textTable([['VERSION', 'STATE', 'SINCE', 'BY', 'NOTE'], ...rows]))
    return 0
  },
}

export const rulesShowCommand: Command = {
  name: 'rules show',
  operands: ['NAME@VERSION'],
  summary: 'print a version of a ruleset',
  details: `Prints the YAML that was written, with its comments and cases: change it in a file, and
\`rules draft FILE\` makes a draft of it. ${SERVER_HELP}`,
  options: serverShopOption,
  async run(input, terminal) {
    const which = readVersionName(input.positionals[0]!)
    const { yaml, ruleset } = (await askServer(
      {
        method: 'GET',
        path: versionPath(which),
        shop: input.text('shop'),
        notFound: `there is no \`${which.name}@${which.version}\` in this shop: \`gatehouse rules list\` shows those there are`,
      },
      terminal,
    )) as RulesetDocument
    // The programs that wrote it as JSON were no people: they had no comments.
    terminal.print((yaml ?? stringify(ruleset, { lineWidth: 0 })).trimEnd())
    return 0
  },
}

/** What a version does at the moment, in words; the state alone for one that does nothing. */
function runsOf({ shadow, rollout }: RulesetState, { version, state }: RulesetVersion): string {
  if (state === 'published') return 'live'
  if (rollout?.version === version) return `decides ${rollout.percent} %`
  return shadow?.version === version ? `${state}, in shadow` : state
}
