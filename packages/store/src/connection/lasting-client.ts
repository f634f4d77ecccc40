import pg from 'pg'
import { StoreError } from '../store-error.ts'
import {
  asUnreachable,
  isRefused,
  isStatementTimeout,
  LateError,
  withDeadline,
} from './unreachable.ts'

/** A process of the server that worked for us. Its number alone may be another's by now. */
export interface Session {
  readonly pid: number
  /** As the server writes it. */
  readonly startedAt: string
}

/** What a statement that got no answer leaves behind. */
export class ConnectionLostError extends StoreError {
  /** Where the statement may still be at work; `null`: it was never sent, or did nothing. */
  readonly session: Session | null

  constructor(message: string, session: Session | null, options: ErrorOptions) {
    super('database_unreachable', message, options)
    this.session = session
  }
}

/** One connection that is made again when it was lost. It never repeats a statement by itself. */
export interface LastingClient {
  /** Throws `ConnectionLostError` when the connection is or gets lost, or no answer comes in time. */
  query<Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<pg.QueryResult<Row>>
  end(): Promise<void>
}

export interface LastingClientOptions {
  readonly config: pg.ClientConfig
  /** For making the connection, and for each statement. The connection is given up after it. */
  readonly deadlineMs: number
  /** Asks each new connection who serves it, for `ConnectionLostError.session`. */
  readonly isIdentified?: boolean
  /** Called when nobody listens: brings an embedded server back. */
  readonly revive?: (() => Promise<void>) | undefined
}

interface Connected {
  readonly client: pg.Client
  readonly session: Session | null
  isGivenUp: boolean
}

const WHO_SERVES = `SELECT pid, backend_start::text AS "startedAt"
FROM pg_stat_activity WHERE pid = pg_backend_pid()`

export function lastingClient(options: LastingClientOptions): LastingClient {
  const { deadlineMs } = options
  let current: Promise<Connected> | undefined
  let isEnded = false

  async function connect(forget: () => void): Promise<Connected> {
    const client = new pg.Client(options.config)
    client.on('error', forget)
    client.once('end', forget)
    await client.connect()
    if (options.isIdentified !== true) return { client, session: null, isGivenUp: false }
    try {
      const { rows } = await withDeadline(client.query<Session>(WHO_SERVES), deadlineMs)
      return { client, session: rows[0] ?? null, isGivenUp: false }
    } catch (error) {
      close(client)
      throw error
    }
  }

  async function connectOrRevive(forget: () => void): Promise<Connected> {
    try {
      return await connect(forget)
    } catch (error) {
      // A server that hangs is not dead: starting another one would not help.
      if (options.revive === undefined || !isRefused(error)) throw error
      await options.revive()
      return connect(forget)
    }
  }

  function connection(): Promise<Connected> {
    if (isEnded) return Promise.reject(new StoreError('closed', 'the store is closed'))
    if (current !== undefined) return current
    const forget = () => {
      if (current === made) current = undefined
    }
    const made = connectOrRevive(forget)
    current = made
    made.catch(forget)
    return made
  }

  return {
    async query<Row extends pg.QueryResultRow>(config: pg.QueryConfig) {
      const used = connection()
      let connected: Connected
      try {
        connected = await withDeadline(used, deadlineMs)
      } catch (error) {
        if (error instanceof StoreError && error.code === 'closed') throw error
        throw lost(error, null)
      }
      try {
        return await withDeadline(connected.client.query<Row>(config), deadlineMs)
      } catch (error) {
        if (isStatementTimeout(error)) throw lost(error, null)
        if (asUnreachable(error) === undefined) throw error
        if (current === used) current = undefined
        if (error instanceof LateError) giveUp(connected)
        throw lost(error, connected.session)
      }
    },
    async end() {
      isEnded = true
      const last = await current?.catch(() => undefined)
      await last?.client.end().catch(() => {})
    },
  }
}

/** Many statements may wait on one connection, and all of them are late at once. */
function giveUp(connected: Connected): void {
  if (connected.isGivenUp) return
  connected.isGivenUp = true
  close(connected.client)
}

/** With a statement under way this closes the socket at once: nobody answers on it any more. */
function close(client: pg.Client): void {
  void client.end().catch(() => {})
}

function lost(cause: unknown, session: Session | null): ConnectionLostError {
  const said = asUnreachable(cause)?.message ?? 'the database cannot be reached'
  return new ConnectionLostError(said, session, { cause })
}
