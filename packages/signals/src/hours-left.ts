import type { Unknown } from '@gatehouse/contract'
import { rounded, SHARE_DECIMALS } from './rounded.ts'
import { NOT_SENT, unknown } from './unknown-reason.ts'

const HOUR_MS = 3_600_000

/** Hours from a moment to a time to come (RFC 3339), never negative. */
export function hoursLeft(until: string | undefined, atMs: number): number | Unknown {
  if (until === undefined || until === '') return NOT_SENT
  const left = Date.parse(until) - atMs
  // Not a number: the one date-time that parses nowhere is a leap second, 23:59:60.
  if (Number.isNaN(left)) return unknown('malformed_input')
  return rounded(Math.max(0, left) / HOUR_MS, SHARE_DECIMALS)
}
