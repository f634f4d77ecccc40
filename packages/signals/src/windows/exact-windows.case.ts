import {
  unknownBecause,
  type Unknown,
  type WindowDeclaration,
  type WindowEvent,
  type WindowKey,
} from '@gatehouse/contract'
import type { WindowReading, WindowReservation, WindowStore } from './window-store.ts'

interface ExactReservation extends WindowReservation {
  readonly event: WindowEvent
}

/** The meaning of windows, written down plainly: keeps every event and scans them all. */
export class ExactWindows implements WindowStore {
  readonly declarations: readonly WindowDeclaration[]
  readonly #events = new Set<WindowEvent>()

  constructor(declarations: readonly WindowDeclaration[]) {
    this.declarations = declarations
  }

  observe(event: WindowEvent): WindowReading {
    const values = this.declarations.map((declaration) => this.#value(declaration, event))
    return { values, approximate: [], reservation: this.add(event) }
  }

  /** Adds an event without reading. */
  add(event: WindowEvent): WindowReservation {
    const copy = { ...event }
    this.#events.add(copy)
    const reservation: ExactReservation = { kind: 'window_reservation', event: copy }
    return reservation
  }

  release(reservation: WindowReservation): void {
    this.#events.delete((reservation as ExactReservation).event)
  }

  /** How many events the window of this event counts; for several SKUs the most. */
  eventsInWindow(declaration: WindowDeclaration, event: WindowEvent): number {
    const perKey = keysOf(event, declaration).map((key) => this.#inside(declaration, event, key))
    return Math.max(0, ...perKey.map((events) => events.length))
  }

  #value(declaration: WindowDeclaration, event: WindowEvent): number | Unknown {
    const keys = keysOf(event, declaration)
    if (keys.length === 0) return unknownBecause(`no_${declaration.by}`)
    return Math.max(
      ...keys.map((key) => aggregate(declaration, this.#inside(declaration, event, key), key)),
    )
  }

  #inside(declaration: WindowDeclaration, event: WindowEvent, key: string): WindowEvent[] {
    const from = event.timeMs - declaration.durationSeconds * 1000
    return [...this.#events].filter(
      (other) =>
        other.shopId === event.shopId &&
        other.stream === declaration.stream &&
        other.timeMs > from &&
        other.timeMs <= event.timeMs &&
        keysOf(other, declaration).includes(key),
    )
  }
}

function aggregate(declaration: WindowDeclaration, events: WindowEvent[], key: string): number {
  const { aggregate, by } = declaration
  if (aggregate.kind === 'count') return events.length
  if (aggregate.kind === 'distinct') {
    const of = { ...declaration, by: aggregate.of }
    return new Set(events.flatMap((event) => keysOf(event, of))).size
  }
  if (aggregate.of === 'amount_minor') return sum(events.map((event) => event.amountMinor))
  if (by !== 'sku') return sum(events.map((event) => event.quantity))
  const items = events.flatMap((event) => event.items.filter((item) => text(item.sku) === key))
  return sum(items.map((item) => item.quantity))
}

function keysOf(event: WindowEvent, { by }: WindowDeclaration): string[] {
  if (by === 'sku') return [...new Set(event.items.map((item) => text(item.sku)))]
  const key = event.keys[by]
  return key === undefined ? [] : [text(key)]
}

function text(key: WindowKey): string {
  return `${key.hi}:${key.lo}`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
