import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, startServer, type Network, type Server } from '@gatehouse/server'
import { expectContract } from './expect-contract.ts'
import { sharedReference } from './shared-reference.ts'

/** For `beforeAll`: the first start on a machine compiles the reference tables. */
export const START_TIMEOUT_MS = 300_000

/** An answer, read as a whole. */
export interface TestAnswer {
  readonly status: number
  /** Parsed JSON; the text where it is none; `null` where there is none. */
  readonly body: unknown
  readonly headers: Headers
}

export interface CallOptions {
  /** Sent as it is when it is a text or bytes, else as JSON. */
  readonly body?: unknown
  /** The shop that the bootstrap key speaks for; `default` when absent. */
  readonly shop?: string
  /** `null` sends none; the bootstrap key when absent. */
  readonly key?: string | null
  readonly headers?: Readonly<Record<string, string>>
  /** `false`: an answer is not held against its route of the contract. */
  readonly checked?: boolean
}

/** The whole server, in this process, over real HTTP and a real database. */
export interface TestServer {
  readonly url: string
  readonly apiKey: string
  readonly services: Server['services']
  /** Holds the database, the keys and the reference tables; gone after `close`. */
  readonly dataDir: string
  call(method: string, path: string, options?: CallOptions): Promise<TestAnswer>
  get(path: string, options?: CallOptions): Promise<TestAnswer>
  post(path: string, body: unknown, options?: CallOptions): Promise<TestAnswer>
  put(path: string, body: unknown, options?: CallOptions): Promise<TestAnswer>
  delete(path: string, options?: CallOptions): Promise<TestAnswer>
  /** Stops everything and removes the data folder. */
  close(): Promise<void>
}

/**
 * Starts a server of its own on a free port, with a database of its own that nothing was ever
 * written to: test files run beside each other. Only the compiled reference tables are shared; the
 * first call on a machine compiles them, which takes up to a minute.
 *
 * @param env settings besides the port, the data folder and the log level, as `gatehouse serve`
 * reads them from the environment
 * @param network how it makes sockets; the real one when absent
 * @param onLog gets each line of the log
 */
export async function startTestServer(
  env: Readonly<Record<string, string>> = {},
  network?: Network,
  onLog?: (line: string) => void,
): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  symlinkSync(sharedReference(), join(dataDir, 'reference'))
  const config = readConfig({ LOG_LEVEL: 'silent', ...env, PORT: '0', DATA_DIR: dataDir })
  let server: Server
  try {
    const logTo = onLog === undefined ? [] : [{ write: onLog }]
    server = await startServer(config, undefined, network, ...logTo)
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true })
    throw error
  }
  const call: TestServer['call'] = (method, path, options = {}) =>
    send(server, method, path, options)
  return {
    url: server.url,
    apiKey: server.apiKey,
    services: server.services,
    dataDir,
    call,
    get: (path, options) => call('GET', path, options),
    post: (path, body, options) => call('POST', path, { ...options, body }),
    put: (path, body, options) => call('PUT', path, { ...options, body }),
    delete: (path, options) => call('DELETE', path, options),
    async close() {
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function send(
  { url, apiKey }: Server,
  method: string,
  path: string,
  { body, shop, key = apiKey, headers, checked = true }: CallOptions,
): Promise<TestAnswer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(shop === undefined ? {} : { 'gatehouse-shop': shop }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: bytesOf(body) }),
  })
  const text = await response.text()
  const answer = { status: response.status, body: read(text), headers: response.headers }
  if (checked) expectContract(method, path, answer)
  return answer
}

function bytesOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body)
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function read(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
