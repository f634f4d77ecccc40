import type { EventType } from './event-types.ts'
import type { OrderEvent } from './order.ts'

/** The `event` block of an event that has been parsed: what was left out has been filled in. */
export interface ParsedHeader {
  readonly event_id: string
  readonly shop_id: string
  /** RFC 3339. */
  readonly time: string
  readonly type: EventType
  readonly transaction_id?: string
  readonly party?: 'agent' | 'customer'
}

/** An event as everything behind the edge sees it: complete header, the other blocks as sent. */
export type Parsed<Event extends { event?: unknown }> = Omit<Event, 'event'> & {
  readonly event: ParsedHeader
}

/** What fills the gaps of a header; the edge knows them, pure code does not. */
export interface HeaderDefaults {
  readonly eventId: string
  readonly shopId: string
  /** RFC 3339: the time of arrival. */
  readonly receivedAt: string
  /** `purchase` for orders; other events state their type. */
  readonly type: EventType
}

/**
 * A validated body as the event that is decided: texts that are empty are left out, because carts
 * send `""` for what they do not know, and the header is complete. The body is not changed.
 */
export function parseEvent<Event extends { event?: OrderEvent['event'] | object }>(
  body: Event,
  defaults: HeaderDefaults,
): Parsed<Event> {
  const event = withoutEmptyTexts(body)
  const header: ParsedHeader = {
    event_id: defaults.eventId,
    shop_id: defaults.shopId,
    time: defaults.receivedAt,
    type: defaults.type,
    ...event.event,
  }
  return { ...event, event: header }
}

/** Copies only what changes: most events have no empty text. Validated bodies are shallow. */
function withoutEmptyTexts<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  return (Array.isArray(value) ? arrayWithout(value) : objectWithout(value)) as Value
}

function arrayWithout(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | null = null
  for (let at = 0; at < items.length; at++) {
    const kept = withoutEmptyTexts(items[at])
    if (kept !== items[at]) (copy ??= [...items])[at] = kept
  }
  return copy ?? items
}

function objectWithout(fields: object): object {
  const from = fields as Record<string, unknown>
  let copy: Record<string, unknown> | null = null
  for (const name of Object.keys(from)) {
    const value = from[name]
    if (value === '') {
      copy ??= { ...from }
      delete copy[name]
    } else if (typeof value === 'object') {
      const kept = withoutEmptyTexts(value)
      if (kept !== value) (copy ??= { ...from })[name] = kept
    }
  }
  return copy ?? fields
}
