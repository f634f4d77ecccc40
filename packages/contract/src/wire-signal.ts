import type { WireSignal } from './decision.ts'
import { Unknown, unknownBecause, type SignalValue } from './signal-value.ts'

/** A signal as it travels. JSON has no NaN and no infinity: such a number is unknown. */
export function toWireSignal(value: SignalValue): WireSignal {
  if (value instanceof Unknown) return { unknown: value.reason }
  if (typeof value === 'number' && !Number.isFinite(value)) return { unknown: 'not_finite' }
  if (typeof value === 'object') return [...value]
  return value
}

/** The way back, for replays and what-if. */
export function fromWireSignal(wire: WireSignal): SignalValue {
  if (typeof wire !== 'object') return wire
  return Array.isArray(wire) ? wire : unknownBecause((wire as { unknown: string }).unknown)
}
