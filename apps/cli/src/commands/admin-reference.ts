import type { ReferenceStatus } from '@gatehouse/contract'
import { askServer } from '../ask-server.ts'
import type { Command, Input, Terminal } from '../command.ts'
import { textTable } from '../text-table.ts'

/** A city database of 1 GB is read and checked in some twenty seconds. */
const TIMEOUT_MS = 120_000

const WHERE = `\`GATEHOUSE_URL\` (http://127.0.0.1:PORT) says where the server is, \`GATEHOUSE_API_KEY\` who asks; on the
server's own machine the key in \`DATA_DIR\` is used.`
const jsonOption = { json: { doc: 'print JSON' } } as const
const path = '/v1/reference'

export const adminReferenceShowCommand: Command = {
  name: 'admin reference show',
  operands: [],
  summary: 'show the reference data in use and files that were refused',
  details: `Asks a running server for its sources with their versions and licences, and for the files of your own in
\`DATA_DIR/feeds\` and \`DATA_DIR/mmdb\`. ${WHERE}`,
  options: jsonOption,
  async run(input, terminal) {
    const question = { method: 'GET', path, timeoutMs: TIMEOUT_MS } as const
    const status = (await askServer(question, terminal)) as ReferenceStatus
    if (!input.flag('json')) {
      const rows = status.sources.map(({ id, version, licence }) => [id, version, licence])
      terminal.print(textTable([['source', 'version', 'licence'], ...rows]))
    }
    show(status, input, terminal)
    return 0
  },
}

export const adminReferenceReloadCommand: Command = {
  name: 'admin reference reload',
  operands: [],
  summary: 'make the server read your feeds and databases again',
  details: `Puts what has changed in \`DATA_DIR/feeds\` and \`DATA_DIR/mmdb\` in use, without a restart. A file that is not
good is refused, with the reason, and what it held before stays in use; the exit code is then 1.
Each node has a data folder of its own. ${WHERE}`,
  options: jsonOption,
  async run(input, terminal) {
    const question = { method: 'POST', path: `${path}/reload`, timeoutMs: TIMEOUT_MS } as const
    const status = (await askServer(question, terminal)) as ReferenceStatus
    show(status, input, terminal)
    return status.files.every(({ state }) => state === 'in_use') ? 0 : 1
  },
}

const STATES: Readonly<Record<ReferenceStatus['files'][number]['state'], string>> = {
  in_use: 'in use',
  former_in_use: 'REFUSED, in use as it was before',
  not_used: 'REFUSED, not in use',
}

function show(status: ReferenceStatus, input: Input, terminal: Terminal): void {
  if (input.flag('json')) {
    terminal.print(JSON.stringify(status, null, 2))
    return
  }
  const { files, version } = status
  terminal.print(`reference data ${version}, read ${status.loaded_at}`)
  if (files.length === 0) terminal.print('no files of your own')
  else terminal.print(textTable(files.map(({ name, state }) => [name, STATES[state]])))
  for (const { detail } of files) if (detail !== '') terminal.note(detail)
}
