import { asUnreachable } from '../connection/unreachable.ts'
import { StoreError } from '../store-error.ts'

/**
 * SQLSTATEs by which a server that is there says that it can store nothing now, whatever it is sent:
 * class 53 (no disk, no memory, no connection), 25006 (read only: a standby, or a disk that is
 * full), 57 (it stops or starts), 58 (its files fail), XX (it found itself damaged), 40 and 55 (a
 * conflict with others; the next try is another one).
 */
const CANNOT_STORE = /^(53...|25006|57...|58...|XX...|40...|55...)$/

/** Whether an append failed because of the database, not because of what was appended. */
export function isAwayError(error: unknown): boolean {
  if (error instanceof StoreError) {
    return error.code === 'database_unreachable' || error.code === 'result_unknown'
  }
  if (asUnreachable(error) !== undefined) return true
  return CANNOT_STORE.test(codeOf(error))
}

/** Classes 22 and 23: the server refuses these values, now and later. */
export function isRefusedValue(error: unknown): boolean {
  return /^2[23]...$/.test(codeOf(error))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
