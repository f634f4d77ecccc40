import pg from 'pg'
import { StoreError } from '../store-error.ts'

/** Network errors of Node, and the SQLSTATEs by which the server says goodbye (class 08, 57P0x). */
const CONNECTION_ERRORS =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08...|57P0[1-4])$/
/** `pg` gives these no code. */
const CONNECTION_MESSAGES = /Connection terminated|not queryable|Client was closed|timeout expired/

/** One connection that is made again when it was lost. It never repeats a statement by itself. */
export interface LastingClient {
  /** Throws `StoreError` `database_unreachable` when the connection is or gets lost. */
  query<Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<pg.QueryResult<Row>>
  end(): Promise<void>
}

export interface LastingClientOptions {
  readonly config: pg.ClientConfig
  /** Called before connecting again: brings an embedded server back. */
  readonly revive?: (() => Promise<void>) | undefined
}

export function lastingClient(options: LastingClientOptions): LastingClient {
  let current: Promise<pg.Client> | undefined
  let isEnded = false
  let isFirst = true

  async function connect(): Promise<pg.Client> {
    if (!isFirst) await options.revive?.()
    isFirst = false
    const client = new pg.Client(options.config)
    const forget = () => {
      if (current === connecting) current = undefined
    }
    client.on('error', forget)
    client.once('end', forget)
    await client.connect()
    return client
  }

  let connecting: Promise<pg.Client> | undefined
  function client(): Promise<pg.Client> {
    if (isEnded) return Promise.reject(new StoreError('closed', 'the store is closed'))
    if (current === undefined) {
      connecting = connect()
      current = connecting
      const made = connecting
      made.catch(() => {
        if (current === made) current = undefined
      })
    }
    return current
  }

  return {
    async query<Row extends pg.QueryResultRow>(config: pg.QueryConfig) {
      const used = client()
      try {
        return await (await used).query<Row>(config)
      } catch (error) {
        if (!isConnectionError(error)) throw error
        if (current === used) current = undefined
        throw new StoreError(
          'database_unreachable',
          'the database cannot be reached: is PostgreSQL running?',
          { cause: error },
        )
      }
    },
    async end() {
      isEnded = true
      const last = await current?.catch(() => undefined)
      await last?.end().catch(() => {})
    },
  }
}

export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return CONNECTION_ERRORS.test(code) || CONNECTION_MESSAGES.test(error.message)
}
