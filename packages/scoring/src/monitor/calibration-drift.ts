import { poissonAtMost, poissonInterval } from './poisson.ts'

/** Two-sided probability of so much by chance, and how far what was expected has to be off. */
const ALERT_CHANCE = 0.001
const ALERT_TIMES = 1.5
const WATCH_CHANCE = 0.01
const EXPECTED_MIN = 5

export interface CalibrationDrift {
  readonly orders: number
  /** Frauds by what the model said: the sum of its probabilities. */
  readonly expected: number
  readonly observed: number
  /** Exact 95 % interval of what may be expected where so many came about. */
  readonly interval: { readonly low: number; readonly high: number }
  /** Mean squared error of the probabilities. */
  readonly brier: number
  readonly level: 'steady' | 'watch' | 'alert'
}

/** Whether what a model said came true, on orders old enough to know. */
export function calibrationDrift(
  probabilities: readonly number[],
  frauds: readonly boolean[],
): CalibrationDrift {
  let expected = 0
  let observed = 0
  let squares = 0
  for (const [row, probability] of probabilities.entries()) {
    const happened = frauds[row] === true ? 1 : 0
    expected += probability
    observed += happened
    squares += (probability - happened) ** 2
  }
  const orders = probabilities.length
  const chance =
    2 * Math.min(poissonAtMost(observed, expected), 1 - poissonAtMost(observed - 1, expected))
  const times = Math.max(observed, 0.5) / Math.max(expected, 1e-9)
  const isFar = times >= ALERT_TIMES || times <= 1 / ALERT_TIMES
  const isEnough = Math.max(expected, observed) >= EXPECTED_MIN
  return {
    orders,
    expected,
    observed,
    interval: poissonInterval(observed, 0.05),
    brier: orders === 0 ? 0 : squares / orders,
    level:
      isEnough && isFar && chance < ALERT_CHANCE
        ? 'alert'
        : isEnough && chance < WATCH_CHANCE
          ? 'watch'
          : 'steady',
  }
}
