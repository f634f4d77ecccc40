import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DecisionRecord } from '@gatehouse/contract'
import type { Config } from '@gatehouse/server'
import { CliError } from '../cli-error.ts'
import type { Command, Terminal } from '../command.ts'
import { explainDecision } from '../explain-decision.ts'

const TIMEOUT_MS = 10_000
/** A decision of the largest allowed event and ruleset is some 500 KB. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024

export const decisionCommand: Command = {
  name: 'decision',
  operands: ['ID'],
  summary: 'print a stored decision and what it was made of',
  details: `Asks a running server for a decision and prints it for a person: outcome, score, reasons with their
points, rules, signals, and what was unknown. \`GATEHOUSE_URL\` (http://127.0.0.1:PORT) says where the
server is, \`GATEHOUSE_API_KEY\` who asks; on the server's own machine the key in \`DATA_DIR\` is used.`,
  options: {
    json: { doc: 'print the stored body as JSON' },
    signals: { doc: 'print every signal, those that saw nothing and the unknown ones too' },
  },
  async run(input, terminal) {
    const record = await fetchDecision(input.positionals[0]!, terminal)
    terminal.print(
      input.flag('json')
        ? JSON.stringify(record, null, 2)
        : explainDecision(record, { allSignals: input.flag('signals') }),
    )
    return 0
  },
}

async function fetchDecision(id: string, terminal: Terminal): Promise<DecisionRecord> {
  const { env } = terminal
  const { readConfig } = await import('@gatehouse/server')
  const config = readConfig(env)
  const base = env['GATEHOUSE_URL'] || `http://127.0.0.1:${config.port}`
  const url = new URL(`/v1/decisions/${encodeURIComponent(id)}`, base)
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${apiKey(config)}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: Error) => {
    throw new CliError(
      'remote',
      `no server answers at \`${url.origin}\` (${causeOf(error)}): start it, or set \`GATEHOUSE_URL\``,
    )
  })
  const text = await response.text()
  if (text.length > ANSWER_BYTES_MAX) throw new CliError('remote', 'the answer is over 4 MiB')
  if (response.ok) return JSON.parse(text) as DecisionRecord
  throw new CliError('remote', refusal(id, response.status, text))
}

function apiKey({ apiKey: given, dataDir }: Config): string {
  if (given !== null) return given
  const path = join(dataDir, 'api-key')
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    throw new CliError(
      'file',
      `there is no key: set \`GATEHOUSE_API_KEY\` (\`${path}\` cannot be read)`,
    )
  }
}

function refusal(id: string, status: number, text: string): string {
  if (status === 404) return `there is no decision \`${id}\` in this shop`
  if (status === 401) return 'the server does not know this `GATEHOUSE_API_KEY`'
  let detail = ''
  try {
    const { title, detail: said } = JSON.parse(text) as { title?: string; detail?: string }
    detail = said ?? title ?? ''
  } catch {
    // A proxy in between answers in its own words, which say nothing about the decision.
  }
  return `the server answered ${status}${detail === '' ? '' : `: ${detail}`}`
}

function causeOf(error: Error): string {
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message
}
