import type { OrderEvent, Parsed } from '@gatehouse/contract'

/** An event as the edge hands it on: what its header leaves out is filled in. */
export function parsedEvent(event: OrderEvent): Parsed<OrderEvent> {
  return {
    ...event,
    event: {
      event_id: 'e-1',
      shop_id: 's-1',
      time: '2026-03-01T12:00:00Z',
      type: 'purchase',
      ...event.event,
    },
  }
}
