import { pino, type DestinationStream, type Level, type Logger } from 'pino'

/**
 * The log: one JSON line per event. Of an error only what our code wrote, and where: PostgreSQL
 * adds the row that it refused (`detail`, `where`), which may be of a person.
 */
export function createLogger(level: Level | 'silent', to: DestinationStream): Logger {
  return pino({ level, base: null, serializers: { err: shownError } }, to)
}

/** Errors in each other that are followed. */
const CAUSES_MAX = 3

export function shownError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, cause } = error
  const { code } = error as { code?: unknown }
  return {
    type: name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    stack,
    ...(cause === undefined || depth === CAUSES_MAX ? {} : { cause: shownError(cause, depth + 1) }),
  }
}
