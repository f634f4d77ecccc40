import { writeFileSync } from 'node:fs'
import type { OrderLinks } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import type { Command } from '../command.ts'
import { explainLinks, linksAsDot } from '../explain-links.ts'

const TIMEOUT_MS = 10_000

export const linksCommand: Command = {
  name: 'links',
  operands: ['DECISION_ID'],
  summary: 'print what hangs together with an order, and why',
  details: `Asks a running server which other events share an account, card, device, email, phone or address with
an order, up to three steps away, and prints them with what became of them and what each hangs by.
Entities stand under the first digits of their tokens. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    json: { value: 'FILE', doc: 'write the answer as JSON' },
    dot: { value: 'FILE', doc: 'write the graph for Graphviz' },
  },
  async run(input, terminal) {
    const id = input.positionals[0]!
    const links = (await askServer(
      {
        method: 'GET',
        path: `/v1/decisions/${encodeURIComponent(id)}/links`,
        shop: input.text('shop'),
        timeoutMs: TIMEOUT_MS,
        notFound: `there is no decision \`${id}\` in this shop`,
      },
      terminal,
    )) as OrderLinks
    const json = input.text('json')
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(links, null, 2)}\n`)
    const dot = input.text('dot')
    if (dot !== undefined) writeFileSync(dot, linksAsDot(links))
    terminal.print(explainLinks(links))
    return 0
  },
}
