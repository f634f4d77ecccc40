import type { RulesetState, ShadowReport } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import type { Command } from '../command.ts'
import { timeOption } from '../read-time.ts'
import { readVersionName, versionPath, type VersionName } from '../rulesets/version-name.ts'

const notFound = ({ name, version }: VersionName) =>
  `there is no \`${name}@${version}\` in this shop`

export const rulesShadowStartCommand: Command = {
  name: 'rules shadow start',
  operands: ['NAME@VERSION'],
  summary: 'let a version decide live events too, without answering',
  details: `Every event at the checkpoints of the version is decided by it as well, from the same signals, and
what came of it is recorded beside the decision. A ruleset has one version in shadow: another one ends
it. ${SERVER_HELP}`,
  options: { ...serverShopOption, note: { value: 'TEXT', doc: 'why' } },
  async run(input, terminal) {
    const which = readVersionName(input.positionals[0]!)
    const note = input.text('note')
    const state = (await askServer(
      {
        method: 'POST',
        path: versionPath(which, '/shadow'),
        body: note === undefined ? {} : { note },
        shop: input.text('shop'),
        notFound: notFound(which),
      },
      terminal,
    )) as RulesetState
    const beside =
      state.published === null ? 'nothing of its own name' : `version ${state.published}`
    terminal.print(`\`${which.name}@${which.version}\` is in shadow; ${beside} is live`)
    return 0
  },
}

export const rulesShadowEndCommand: Command = {
  name: 'rules shadow end',
  operands: ['NAME@VERSION'],
  summary: 'end the shadow of a version',
  details: `What it recorded stays, and \`rules shadow report\` goes on reading it. ${SERVER_HELP}`,
  options: serverShopOption,
  async run(input, terminal) {
    const which = readVersionName(input.positionals[0]!)
    await askServer(
      {
        method: 'DELETE',
        path: versionPath(which, '/shadow'),
        shop: input.text('shop'),
        notFound: `\`${which.name}@${which.version}\` is not in shadow`,
      },
      terminal,
    )
    terminal.print(`the shadow of \`${which.name}@${which.version}\` has ended`)
    return 0
  },
}

export const rulesShadowReportCommand: Command = {
  name: 'rules shadow report',
  operands: ['NAME@VERSION'],
  summary: 'compare a version in shadow with what was decided',
  details: `Prints how often both said what, the rules that came out otherwise, what the changed orders are
worth and what they turned out to be. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    from: { value: 'TIME', doc: 'only events from here on (when the shadow began)' },
    to: { value: 'TIME', doc: 'only events before this (now)' },
    json: { doc: 'print the report as JSON' },
  },
  async run(input, terminal) {
    const { renderShadow } = await import('../rulesets/render-shadow.ts')
    const which = readVersionName(input.positionals[0]!)
    const query = new URLSearchParams()
    for (const name of ['from', 'to']) {
      const time = timeOption(input, name)
      if (time !== undefined) query.set(name, time)
    }
    const path = versionPath(which, `/shadow${query.size === 0 ? '' : `?${query.toString()}`}`)
    const about = { shop: input.text('shop'), notFound: notFound(which) }
    const report = (await askServer(
      { method: 'GET', path: path, ...about },
      terminal,
    )) as ShadowReport
    terminal.print(input.flag('json') ? JSON.stringify(report, null, 2) : renderShadow(report))
    return 0
  },
}
