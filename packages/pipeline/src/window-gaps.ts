import {
  CURRENCY_CHANGED_REASON,
  RESTARTED_REASON,
  unknownBecause,
  type Unknown,
  type WindowDeclaration,
  type SingleWindowEntity,
  type WindowEntity,
} from '@gatehouse/contract'
import { LINK_HORIZON_MS } from '@gatehouse/signals'

/** Entities that `privacy: minimal` keeps nowhere but in memory. */
export const UNKEPT_ENTITIES = [
  'ip',
  'network',
  'shipping_address',
  'postcode',
  'postcode_area',
] as const satisfies readonly SingleWindowEntity[]

/** What windows of a shop do not hold although it happened. Milliseconds since the epoch. */
export interface WindowGaps {
  /** Events up to then were not kept by their IP and shipping address, and memory was lost since. */
  readonly unkeptThroughMs: number
  /** Amounts up to then were summed in another currency. */
  readonly otherCurrencyThroughMs: number
}

export const NO_GAPS: WindowGaps = {
  unkeptThroughMs: -Infinity,
  otherCurrencyThroughMs: -Infinity,
}

/** What a window is for events before a time: it reaches into a gap. */
export interface BlindWindow {
  readonly untilMs: number
  readonly value: Unknown
}

function isUnkeptEntity(entity: WindowEntity): boolean {
  return (UNKEPT_ENTITIES as readonly WindowEntity[]).includes(entity)
}

const RESTARTED = unknownBecause(RESTARTED_REASON)
const CURRENCY_CHANGED = unknownBecause(CURRENCY_CHANGED_REASON)

/** Until when links lack what was not kept of earlier events. */
export function linksLackUntilMs({ unkeptThroughMs }: WindowGaps): number {
  return unkeptThroughMs + LINK_HORIZON_MS
}

/**
 * Which windows reach into a gap, and for events until when. A window of duration `d` at the time
 * `t` covers `(t - d, t]`.
 *
 * @returns one per declaration, `null` for a window that is whole; `null` when all are
 */
export function blindWindows(
  declarations: readonly WindowDeclaration[],
  { unkeptThroughMs, otherCurrencyThroughMs }: WindowGaps,
): readonly (BlindWindow | null)[] | null {
  if (unkeptThroughMs === -Infinity && otherCurrencyThroughMs === -Infinity) return null
  return declarations.map(({ by, aggregate, durationSeconds }) => {
    const durationMs = durationSeconds * 1000
    const isUnkept =
      isUnkeptEntity(by) || (aggregate.kind === 'distinct' && isUnkeptEntity(aggregate.of))
    const isAmount =
      by === 'amount_band' || (aggregate.kind === 'sum' && aggregate.of === 'amount_minor')
    const unkeptUntilMs = isUnkept ? unkeptThroughMs + durationMs : -Infinity
    const otherUntilMs = isAmount ? otherCurrencyThroughMs + durationMs : -Infinity
    const untilMs = Math.max(unkeptUntilMs, otherUntilMs)
    if (untilMs === -Infinity) return null
    return { untilMs, value: untilMs === unkeptUntilMs ? RESTARTED : CURRENCY_CHANGED }
  })
}
