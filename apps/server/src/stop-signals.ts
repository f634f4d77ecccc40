import { constants } from 'node:os'
import type { Grace } from './http/leaving.ts'

/** A balancer that asks `/readyz` every second or two has heard of it by then. */
const GRACE_MS_DEFAULT = 3000
/** `npm start` passes a Ctrl-C on to a process that the terminal has told already. */
const SAME_PRESS_MS = 300
/** What a shell reports for a process that a signal ended. */
const SIGNAL_EXIT = 128

export const NO_GRACE: Grace = { graceMs: 0, isEndedByQuiet: true }

/**
 * How long to serve on. A person at the terminal waits for nothing; a supervisor's signal comes
 * while a balancer still sends requests, unless nobody is connected.
 *
 * @param setMs `SHUTDOWN_GRACE_MS`; `null`: not set
 */
export function graceAfter(signal: NodeJS.Signals, setMs: number | null): Grace {
  if (setMs !== null) return { graceMs: setMs, isEndedByQuiet: false }
  return signal === 'SIGTERM' ? { graceMs: GRACE_MS_DEFAULT, isEndedByQuiet: true } : NO_GRACE
}

export interface StopSignals {
  /** Resolves with the first of the signals. A second one ends the process where it stands. */
  readonly first: Promise<NodeJS.Signals>
  forget(): void
}

/** What was acknowledged is on the disk by then, so that ending at once loses none of it. */
export function stopSignals(signals: readonly NodeJS.Signals[]): StopSignals {
  let firstMs: number | undefined
  let hear: (signal: NodeJS.Signals) => void = () => {}
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstMs === undefined) {
      firstMs = performance.now()
      hear(signal)
    } else if (performance.now() - firstMs > SAME_PRESS_MS) {
      process.exit(SIGNAL_EXIT + constants.signals[signal])
    }
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    first: new Promise((resolve) => (hear = resolve)),
    forget: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
