import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '@gatehouse/contract'
import type { Config } from '@gatehouse/server'
import { CliError } from './cli-error.ts'
import type { OptionTable, Terminal } from './command.ts'

/** The longest answers are reports over many rules, and decisions of the largest events: 500 KB. */
const ANSWER_BYTES_MAX = 8 * 1024 * 1024
const TIMEOUT_MS = 60_000

/** Where a server is and who asks: for the help of commands that talk to one. */
export const SERVER_HELP = `\`GATEHOUSE_URL\` (http://127.0.0.1:PORT) says where the server is, \`GATEHOUSE_API_KEY\` who asks; on
the server's own machine the key in \`DATA_DIR\` is used.`

/** Of commands that ask a server about one shop: see `Question.shop`. */
export const serverShopOption: OptionTable = {
  shop: { value: 'SHOP', doc: "the shop to speak for, with a key that may (the key's own)" },
}

export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** A JSON file, sent as it is instead of a body. */
  readonly text?: string
  /** The shop that a key of several speaks for; `undefined`: its own. */
  readonly shop?: string | undefined
  /** A minute when absent. */
  readonly timeoutMs?: number
  /** What a 404 means. */
  readonly notFound?: string
}

/** An answer that is no success, with what the server said of it. */
export class ServerRefusal extends CliError {
  /** The problem's stable code; `null` where something else answered. */
  readonly problem: string | null

  constructor(problem: string | null, message: string) {
    super('remote', message)
    this.problem = problem
  }
}

/**
 * Asks a running server: the one of `GATEHOUSE_URL`, with the key of `GATEHOUSE_API_KEY` or of the
 * data folder.
 * @returns the parsed body; `null` where there is none
 * @throws CliError `remote` that there is none, or with what the server says (`ServerRefusal`)
 */
export async function askServer(
  { method, path, body, text: file, shop, timeoutMs = TIMEOUT_MS, notFound }: Question,
  { env }: Terminal,
): Promise<unknown> {
  const { readConfig } = await import('@gatehouse/server')
  const config = readConfig(env)
  const url = new URL(path, env['GATEHOUSE_URL'] || `http://127.0.0.1:${config.port}`)
  const sent = file ?? (body === undefined ? undefined : JSON.stringify(body))
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${apiKey(config)}`,
      ...(shop === undefined ? {} : { 'gatehouse-shop': shop }),
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(sent === undefined ? {} : { body: sent }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: Error) => {
    throw new CliError(
      'remote',
      `no server answers at \`${url.origin}\` (${causeOf(error)}): start it, or set \`GATEHOUSE_URL\``,
    )
  })
  const text = await response.text()
  if (text.length > ANSWER_BYTES_MAX) throw new CliError('remote', 'the answer is over 8 MiB')
  if (response.ok) return text === '' ? null : (JSON.parse(text) as unknown)
  if (response.status === 404 && notFound !== undefined) {
    throw new ServerRefusal('not_found', notFound)
  }
  throw refusal(response.status, text)
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

function refusal(status: number, text: string): ServerRefusal {
  if (status === 401) {
    return new ServerRefusal('unauthorized', 'the server does not know this `GATEHOUSE_API_KEY`')
  }
  let detail = ''
  let code: string | null = null
  try {
    const problem = JSON.parse(text) as Partial<Problem>
    code = problem.code ?? null
    // Which fields are wrong is said in the list only.
    const fields = code === 'invalid_body' || code === 'invalid_query' ? (problem.errors ?? []) : []
    detail =
      fields.length === 0
        ? (problem.detail ?? problem.title ?? '')
        : fields.map(({ pointer, message }) => `\`${pointer}\` ${message}`).join('; ')
  } catch {
    // A proxy in between answers in its own words, which say nothing about what was asked.
  }
  const said = detail === '' ? '' : `: ${detail}`
  return new ServerRefusal(code, `the server answered ${status}${said}`)
}

function causeOf(error: Error): string {
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message
}
