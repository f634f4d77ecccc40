import { anomalySignals } from './anomaly.ts'
import { attackSignals } from './attack.ts'
import { knownCustomerSignals } from './customer.ts'
import { rateSignals } from './rates.ts'
import { usualAmountSignals } from './usual-amount.ts'
import type { WindowSignalDefinition } from './window-signal.ts'

/** Every signal computed from windows, in the order of the vector, where they follow the windows. */
export const WINDOW_SIGNALS: readonly WindowSignalDefinition[] = [
  ...rateSignals,
  ...anomalySignals,
  ...knownCustomerSignals,
  ...attackSignals,
  ...usualAmountSignals,
]
