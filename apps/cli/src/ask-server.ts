import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '@gatehouse/server'
import { CliError } from './cli-error.ts'
import type { Terminal } from './command.ts'

/** A decision of the largest allowed event and ruleset is some 500 KB. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024

export interface Question {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly timeoutMs: number
  /** What a 404 means. */
  readonly notFound?: string
}

/**
 * Asks a running server: the one of `GATEHOUSE_URL`, with the key of `GATEHOUSE_API_KEY` or of the
 * data folder.
 * @throws CliError `remote` with what the server says, or that there is none
 */
export async function askServer(
  { method, path, timeoutMs, notFound }: Question,
  { env }: Terminal,
): Promise<unknown> {
  const { readConfig } = await import('@gatehouse/server')
  const config = readConfig(env)
  const url = new URL(path, env['GATEHOUSE_URL'] || `http://127.0.0.1:${config.port}`)
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${apiKey(config)}` },
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: Error) => {
    throw new CliError(
      'remote',
      `no server answers at \`${url.origin}\` (${causeOf(error)}): start it, or set \`GATEHOUSE_URL\``,
    )
  })
  const text = await response.text()
  if (text.length > ANSWER_BYTES_MAX) throw new CliError('remote', 'the answer is over 4 MiB')
  if (response.ok) return JSON.parse(text) as unknown
  if (response.status === 404 && notFound !== undefined) throw new CliError('remote', notFound)
  throw new CliError('remote', refusal(response.status, text))
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

function refusal(status: number, text: string): string {
  if (status === 401) return 'the server does not know this `GATEHOUSE_API_KEY`'
  let detail = ''
  try {
    const { title, detail: said } = JSON.parse(text) as { title?: string; detail?: string }
    detail = said ?? title ?? ''
  } catch {
    // A proxy in between answers in its own words, which say nothing about what was asked.
  }
  return `the server answered ${status}${detail === '' ? '' : `: ${detail}`}`
}

function causeOf(error: Error): string {
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message
}
