import type { Unknown } from '@gatehouse/contract'
import { DAY_DECIMALS, rounded } from './rounded.ts'
import type { SignalInput } from './signal.ts'
import { NOT_SENT, unknown } from './unknown-reason.ts'

const DAY_MS = 86_400_000
/** Clocks of a shop's servers disagree by seconds; what is further ahead is an error. */
const CLOCK_SKEW_MS = 300_000

/** Milliseconds from a time of the past (RFC 3339) to the event, never negative. */
export function elapsedMs(
  { derived: { eventMs } }: SignalInput,
  past: string | undefined,
): number | Unknown {
  if (past === undefined || past === '') return NOT_SENT
  return elapsedSince(Date.parse(past), eventMs)
}

/** The same from a time in milliseconds since the epoch. */
function elapsedSince(pastMs: number, eventMs: number): number | Unknown {
  const elapsed = eventMs - pastMs
  // Not a number: the one date-time that parses nowhere is a leap second, 23:59:60.
  if (Number.isNaN(elapsed)) return unknown('malformed_input')
  if (elapsed < -CLOCK_SKEW_MS) return unknown('in_the_future')
  return Math.max(0, elapsed)
}

/** To 0.0001, which is 9 seconds. */
export function elapsedDays(input: SignalInput, past: string | undefined): number | Unknown {
  const elapsed = elapsedMs(input, past)
  return typeof elapsed === 'number' ? rounded(elapsed / DAY_MS, DAY_DECIMALS) : elapsed
}

/** Days that are over: 29.9 days are 29. */
export function wholeDays(pastMs: number, eventMs: number): number | Unknown {
  const elapsed = elapsedSince(pastMs, eventMs)
  return typeof elapsed === 'number' ? Math.floor(elapsed / DAY_MS) : elapsed
}

export function elapsedSeconds(input: SignalInput, past: string | undefined): number | Unknown {
  const elapsed = elapsedMs(input, past)
  return typeof elapsed === 'number' ? elapsed / 1000 : elapsed
}
