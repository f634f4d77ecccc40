import { from } from '../answer.ts'
import type { SignalDefinition } from '../signal.ts'

/** Midnight to six: most people sleep, and most scripts do not. */
const NIGHT_ENDS_HOUR = 6

/** The wall clock of the shopper: where the IP address is, or else the billing address. */
export const shopperSignals: readonly SignalDefinition[] = [
  {
    name: 'shopper.local_hour',
    type: 'int',
    doc: 'Hour of the day where the shopper is, 0 to 23.',
    privacy: 'none',
    reads: ['local_time'],
    compute: ({ readings }) => from(readings.local_time, ({ hour }) => hour),
  },
  {
    name: 'shopper.local_weekday',
    type: 'int',
    doc: 'Day of the week where the shopper is, 0 (Sunday) to 6.',
    privacy: 'none',
    reads: ['local_time'],
    compute: ({ readings }) => from(readings.local_time, ({ weekday }) => weekday),
  },
  {
    name: 'shopper.is_night',
    type: 'bool',
    doc: 'It is between midnight and 6 in the morning where the shopper is.',
    privacy: 'none',
    reads: ['local_time'],
    compute: ({ readings }) => from(readings.local_time, ({ hour }) => hour < NIGHT_ENDS_HOUR),
  },
]
