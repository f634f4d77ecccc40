import { elapsedSeconds } from '../age.ts'
import { sent } from '../answer.ts'
import type { SignalDefinition } from '../signal.ts'

/** The visit that led to the event. */
export const sessionSignals: readonly SignalDefinition[] = [
  {
    name: 'session.age_seconds',
    type: 'double',
    doc: 'Seconds from the start of the visit to the event.',
    privacy: 'none',
    reads: [],
    compute: (input) =>
      input.event.device?.session_age ?? elapsedSeconds(input, input.event.session?.started_at),
  },
  {
    name: 'session.cart_age_seconds',
    type: 'double',
    doc: 'Seconds from the first item in the cart to the event.',
    privacy: 'none',
    reads: [],
    compute: (input) => elapsedSeconds(input, input.event.session?.cart_created_at),
  },
  {
    name: 'session.page_views',
    type: 'int',
    doc: 'Pages seen in this visit.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.session?.page_views),
  },
  {
    name: 'session.source',
    type: 'string',
    doc: 'Where the visit came from, in the words of the shop: `organic`, `email`, `ads` ...',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.session?.source),
  },
  {
    name: 'session.is_logged_in',
    type: 'bool',
    doc: 'The shopper is logged in.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.session?.is_logged_in),
  },
]
