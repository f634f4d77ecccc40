import { StoreError } from '../store-error.ts'

/**
 * Network errors of Node, and the SQLSTATEs by which the server says goodbye or has no room (class
 * 08, 57P0x, 53300).
 */
const CONNECTION_ERRORS =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08...|57P0[1-5]|53300)$/
/** `pg` gives these no code. */
const CONNECTION_MESSAGES =
  /Connection terminated|not queryable|Client was closed|timeout expired|timeout exceeded/
/** Nobody listens: the server is dead, not slow. */
const REFUSED = /^(ECONNREFUSED|ENOENT)$/
/** The server ended a statement at its `statement_timeout`. */
const STATEMENT_TIMEOUT = '57014'

/** Whether the connection is gone, or could not be made. */
export function isConnectionError(error: unknown): boolean {
  return (
    error instanceof Error &&
    (CONNECTION_ERRORS.test(codeOf(error)) || CONNECTION_MESSAGES.test(error.message))
  )
}

export function isRefused(error: unknown): boolean {
  return REFUSED.test(codeOf(error))
}

/** The server's word that a statement took too long and did nothing. */
export function isStatementTimeout(error: unknown): boolean {
  return codeOf(error) === STATEMENT_TIMEOUT
}

/** The connection was lost, or the server did not answer in time. */
export class LateError extends Error {
  override readonly name = 'LateError'
}

/**
 * The result of `work`, or a `LateError` when it takes longer than allowed. `work` itself goes on:
 * whoever calls gives up its connection.
 */
export async function withDeadline<Result>(
  work: Promise<Result>,
  deadlineMs: number,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      // It may have come while this process was busy: what waits to be read is read first.
      setImmediate(() => reject(new LateError(`no answer within ${deadlineMs} ms`)))
    }, deadlineMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What a caller is told; `undefined` for an error that is no matter of reaching the database. */
export function asUnreachable(error: unknown): StoreError | undefined {
  if (error instanceof StoreError) {
    return error.code === 'database_unreachable' ? error : undefined
  }
  if (error instanceof LateError) return unreachable('the database does not answer', error)
  if (isStatementTimeout(error)) {
    return unreachable('the database took too long, and gave up', error)
  }
  if (!isConnectionError(error)) return undefined
  return unreachable('the database cannot be reached: is PostgreSQL running?', error)
}

function unreachable(message: string, cause: unknown): StoreError {
  return new StoreError('database_unreachable', message, { cause })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
