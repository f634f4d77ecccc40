import type { Config } from './config.ts'

/** Why the server cannot start and what to do, for the person who starts it. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly code = 'start_failed'
}

/** Codes of Node's network errors. */
const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/
/** SQLSTATE classes 28 (who asks), 3D (no such database), 57 (starting, stopping) and 53 (full). */
const REFUSED = /^(28|3D|57|53)[0-9A-Z]{3}$/
const NOT_WRITABLE = /^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOSPC|EDQUOT|EISDIR|ENOENT)$/

/**
 * What the system and the database say on the way up, in words that say what to do. Errors that
 * say it already, and bugs, stay as they are.
 */
export function asStartError(error: unknown, config: Config): unknown {
  const { code, path, syscall } = describe(error)
  const told = (message: string) => new StartError(message, { cause: error })
  if (syscall === 'listen' || (syscall === 'getaddrinfo' && code !== '' && isHost(error, config))) {
    return told(listenMessage(code, config))
  }
  if (path !== '' && NOT_WRITABLE.test(code) && path.startsWith(config.dataDir)) {
    return told(
      `the data folder \`${config.dataDir}\` cannot be written (${code}): make it writable, or set \`DATA_DIR\``,
    )
  }
  if (config.databaseUrl === null) return error
  if (UNREACHABLE.test(code) || /timeout expired|Connection terminated/.test(textOf(error))) {
    const why = code === '' ? 'no answer' : code
    return told(
      `the database of \`DATABASE_URL\` cannot be reached (${why}): is PostgreSQL running there?`,
    )
  }
  if (REFUSED.test(code)) {
    return told(`the database of \`DATABASE_URL\` refuses: ${textOf(error)} (${code})`)
  }
  return error
}

function listenMessage(code: string, { host, port }: Config): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} of \`${host}\` is taken: stop what listens there, or set \`PORT\` (0: any free port)`
    case 'EACCES':
      return `port ${port} may not be opened by this user: set \`PORT\` to one above 1023`
    default:
      return `\`HOST\` is \`${host}\`, which is no address of this machine (${code}): set it to one, or to 0.0.0.0`
  }
}

function isHost(error: unknown, { host }: Config): boolean {
  return (error as { hostname?: unknown }).hostname === host
}

/** A connection that was tried by several addresses fails with an error for each of them. */
function describe(error: unknown): { code: string; path: string; syscall: string } {
  const { errors } = error as { errors?: unknown }
  const first: unknown = Array.isArray(errors) && errors.length > 0 ? errors[0] : error
  const { code, path, syscall } = (first ?? {}) as Record<string, unknown>
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return { code: text(code), path: text(path), syscall: text(syscall) }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}
