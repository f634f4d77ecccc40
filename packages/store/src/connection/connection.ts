import pg from 'pg'
import { STORE_LIMITS } from '../limits.ts'

/** How to reach a database: a libpq URL, or host (a directory means a unix socket) and the rest. */
export type ConnectionConfig =
  | { readonly connectionString: string }
  | {
      readonly host: string
      readonly port: number
      readonly user: string
      readonly database: string
    }

const INT8 = 20
const TIMESTAMPTZ = 1184

/**
 * The one place where PostgreSQL's types become ours: `int8` is a number (refused when it is not
 * exact), `timestamptz` is milliseconds since the epoch; `numeric` stays a decimal string.
 */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary') {
      if (oid === INT8) return parseInt8
      if (oid === TIMESTAMPTZ) return parseTimestamp
    }
    return pg.types.getTypeParser(oid, format)
  }) as pg.CustomTypesConfig['getTypeParser'],
}

function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 out of the safe range: ${text}`)
  return value
}

/** The server writes `2026-01-31 12:00:00.123+00`: every session runs in UTC, ISO style. */
function parseTimestamp(text: string): number {
  return Date.parse(`${text.replace(' ', 'T').slice(0, -3)}Z`)
}

/** Options of every session: UTC, and our type parsers. `connectMs`: until a connection is made. */
export function clientConfig(
  connection: ConnectionConfig,
  connectMs: number = STORE_LIMITS.connectMs,
): pg.ClientConfig {
  return {
    ...connection,
    types,
    options: '-c timezone=UTC -c datestyle=ISO',
    application_name: 'gatehouse',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
  } as pg.ClientConfig
}
