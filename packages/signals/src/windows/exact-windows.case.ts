import {
  CARD_ENTITIES,
  isCounted,
  unknownBecause,
  WINDOW_ENTITIES,
  type Unknown,
  type WindowDeclaration,
  type WindowEntity,
  type WindowEvent,
  type WindowKey,
} from '@gatehouse/contract'
import type { WindowReading, WindowReservation, WindowStore } from './window-store.ts'

/** An event and its keys by entity, written out once. */
interface Kept {
  readonly event: WindowEvent
  readonly keys: ReadonlyMap<WindowEntity, readonly string[]>
}

interface ExactReservation extends WindowReservation {
  readonly kept: Kept
}

/** The meaning of windows, written down plainly: keeps every event and scans them all. */
export class ExactWindows implements WindowStore {
  readonly declarations: readonly WindowDeclaration[]
  readonly #all = new Set<Kept>()

  constructor(declarations: readonly WindowDeclaration[]) {
    this.declarations = declarations
  }

  observe(event: WindowEvent): WindowReading {
    const values = this.declarations.map((declaration) => this.#value(declaration, event))
    return { values, approximate: [], reservation: this.add(event) }
  }

  /** Adds an event without reading. */
  add(event: WindowEvent): WindowReservation {
    const kept = keptOf(event)
    this.#all.add(kept)
    const reservation: ExactReservation = { kind: 'window_reservation', kept }
    return reservation
  }

  release(reservation: WindowReservation): void {
    this.#all.delete((reservation as ExactReservation).kept)
  }

  /** How many events the window of this event counts; for several SKUs the most. */
  eventsInWindow(declaration: WindowDeclaration, event: WindowEvent): number {
    const perKey = keysReadBy(declaration, event).map((key) =>
      this.#inside(declaration, event, key),
    )
    return Math.max(0, ...perKey.map((events) => events.length))
  }

  #value(declaration: WindowDeclaration, event: WindowEvent): number | Unknown {
    if (declaration.aggregate.kind === 'usual') return this.#usual(declaration, event)
    const keys = keysReadBy(declaration, event)
    if (keys.length === 0) return unknownBecause(`no_${declaration.by}`)
    if (declaration.aggregate.kind === 'usual_share') {
      return this.#usualShare(declaration, event, keys[0]!)
    }
    const own = declaration.withThis && isCountedBy(declaration, event) ? [keptOf(event)] : []
    return Math.max(
      ...keys.map((key) => {
        const inside = [...this.#inside(declaration, event, key), ...own]
        return aggregate(declaration, inside, key)
      }),
    )
  }

  /** Hours of the shop before the one of the event, counted one by one. */
  #usual(declaration: WindowDeclaration, event: WindowEvent): number | Unknown {
    const hour = hourOf(event)
    const shops = [...this.#all].filter(
      (kept) => kept.event.shopId === event.shopId && kept.event.stream !== null,
    )
    const learned = this.declarations.filter(({ aggregate }) => aggregate.kind === 'usual')
    const seen = shops
      .filter((kept) => learned.some((other) => isCountedBy(other, kept.event)))
      .map((kept) => hourOf(kept.event))
      .filter((other) => other < hour && other >= hour - 4 * 168)
    const weeks = Math.min(4, Math.floor((hour - Math.min(hour, ...seen)) / 168))
    if (weeks === 0) return unknownBecause('too_little_history')
    const hours = shops.filter((kept) => isCountedBy(declaration, kept.event))
    const countAt = (at: number): number => hours.filter((kept) => hourOf(kept.event) === at).length
    const week = Array.from({ length: 168 }, (_, back) => countAt(hour - 1 - back))
    const calm = week.toSorted((a, b) => a - b).slice(0, 160)
    const mean = (sum(calm) + 1) / 160
    const same = [1, 2, 3, 4].slice(0, weeks).map((back) => countAt(hour - back * 168))
    const sorted = same.toSorted((a, b) => a - b)
    const middle = ((sorted[(weeks - 1) >> 1] ?? 0) + (sorted[weeks >> 1] ?? 0)) / 2
    const usual = Math.max(mean, middle)
    const isRate = 'of' in declaration.aggregate && declaration.aggregate.of === 'per_hour'
    return Math.round((isRate ? usual : usual / mean) * 1000) / 1000
  }

  /** Days of the shop before the one of the event, counted one by one. */
  #usualShare(declaration: WindowDeclaration, event: WindowEvent, key: string): number | Unknown {
    const kept = [...this.#all].filter(
      ({ event: other }) => other.shopId === event.shopId && isCountedBy(declaration, other),
    )
    const days = Array.from({ length: 14 }, (_, back) => {
      const all = kept.filter(({ event: other }) => dayOf(other) === dayOf(event) - back - 1)
      return { of: all.filter(({ keys }) => keys.get(declaration.by)?.includes(key)).length, all }
    })
    if (days.slice(6).every(({ all }) => all.length === 0)) {
      return unknownBecause('too_little_history')
    }
    const open = days.filter(({ all }) => all.length > 0)
    const calm = open
      .toSorted((a, b) => a.of / a.all.length - b.of / b.all.length)
      .slice(0, Math.ceil(open.length / 2))
    const weekday = (at: number) => days[at]!.of / (days[at]!.all.length + 1)
    return Math.max(
      (sum(calm.map(({ of }) => of)) + 1) / (sum(calm.map(({ all }) => all.length)) + 1),
      Math.min(weekday(6), weekday(13)),
    )
  }

  #inside(declaration: WindowDeclaration, event: WindowEvent, key: string): Kept[] {
    const from = event.timeMs - declaration.durationSeconds * 1000
    return [...this.#all].filter(
      ({ event: other, keys }) =>
        other.shopId === event.shopId &&
        isCountedBy(declaration, other) &&
        other.timeMs > from &&
        other.timeMs <= event.timeMs &&
        keys.get(declaration.by)?.includes(key),
    )
  }
}

function keptOf(event: WindowEvent): Kept {
  return { event, keys: new Map(WINDOW_ENTITIES.map((by) => [by, keysOf(event, by)])) }
}

function isCountedBy({ stream }: WindowDeclaration, event: WindowEvent): boolean {
  const hasCard = CARD_ENTITIES.some((entity) => event.keys[entity] !== undefined)
  return event.stream !== null && isCounted(stream, event.stream, hasCard)
}

function hourOf({ timeMs }: WindowEvent): number {
  return Math.floor(timeMs / 3_600_000)
}

function dayOf({ timeMs }: WindowEvent): number {
  return Math.floor(timeMs / 86_400_000)
}

function aggregate(declaration: WindowDeclaration, inside: readonly Kept[], key: string): number {
  const { aggregate, by } = declaration
  if (aggregate.kind === 'count') return inside.length
  if (aggregate.kind === 'distinct') {
    return new Set(inside.flatMap(({ keys }) => keys.get(aggregate.of) ?? [])).size
  }
  if (aggregate.kind !== 'sum') throw new Error('learned by hour or day')
  if (aggregate.of === 'amount_minor') return sum(inside.map(({ event }) => event.amountMinor))
  if (by !== 'sku') return sum(inside.map(({ event }) => event.quantity))
  const items = inside.flatMap(({ event }) => event.items.filter(({ sku }) => text(sku) === key))
  return sum(items.map((item) => item.quantity))
}

function keysReadBy({ by, highResaleOnly }: WindowDeclaration, event: WindowEvent): string[] {
  if (!highResaleOnly) return keysOf(event, by)
  const items = event.items.filter(({ isHighResale }) => isHighResale)
  return keysOf({ ...event, items }, by)
}

function keysOf(event: WindowEvent, by: WindowEntity): string[] {
  if (by === 'shop') return ['shop']
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
