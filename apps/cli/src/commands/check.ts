import type { LinkCheck } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { explainCheck } from '../explain-check.ts'

const DEPTHS = ['quick', 'auto', 'full']
const ASK_EVERY_MS = 1000
const WAIT_S = 60

export const checkCommand: Command = {
  name: 'check',
  operands: ['LINK'],
  summary: 'ask about a link, a domain or a phone number',
  details: `Asks a running server, which looks at the site: registry, DNS, page and checkout. Prints the verdict with
what each layer says, the campaign, and when what was found. Waits for the end of the investigation, a
minute at most. Ends with 0 for a benign site, 3 for a malicious or suspicious one, 4 where nobody can
say. ${SERVER_HELP}`,
  options: {
    depth: { value: 'HOW', doc: 'quick (nothing is asked of the site), auto or full (full)' },
    wait: {
      value: 'SECONDS',
      doc: `how long to wait for the end of the investigation (${WAIT_S})`,
    },
    json: { doc: 'print the check as JSON' },
    ...serverShopOption,
  },
  async run(input, terminal) {
    const depth = input.text('depth') ?? 'full'
    if (!DEPTHS.includes(depth)) {
      throw new CliError('usage', `\`--depth ${depth}\` must be one of ${DEPTHS.join(', ')}`)
    }
    const waitS = Number(input.text('wait') ?? WAIT_S)
    if (!(waitS >= 0 && waitS <= 3600)) {
      throw new CliError('usage', `\`--wait ${input.text('wait')}\` must be 0 to 3600 seconds`)
    }
    const shop = input.text('shop')
    const ask = async (method: 'GET' | 'POST', path: string, body?: object) =>
      (await askServer({ method, path, shop, ...(body && { body }) }, terminal)) as LinkCheck
    let check = await ask('POST', '/v1/links/check', { link: input.positionals[0]!, depth })
    const untilMs = Date.now() + waitS * 1000
    while (check.state === 'investigating' && Date.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
      check = await ask('GET', `/v1/links/${encodeURIComponent(check.id)}`)
    }
    terminal.print(input.flag('json') ? JSON.stringify(check, null, 2) : explainCheck(check))
    return EXITS[check.verdict]
  },
}

const EXITS = { benign: 0, malicious: 3, suspicious: 3, unknown: 4 } as const
