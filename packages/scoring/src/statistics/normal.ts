const HALF_LOG = Math.log(0.5)
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI)
/** Below this the power series of the distribution is used, above the continued fraction. */
const SERIES_BELOW = 3
const FRACTION_DEPTH = 120
const STEPS_MAX = 60

/**
 * The z whose upper tail under the standard normal distribution is `exp(logTail)`: for
 * probabilities far too small to be written as a number as well.
 */
export function sigmaOfLogTail(logTail: number): number {
  if (logTail >= 0) return -Infinity
  if (logTail === -Infinity) return Infinity
  if (logTail > HALF_LOG) return -sigmaOfLogTail(Math.log(-Math.expm1(logTail)))
  // ln Q is concave and falls: Newton's steps approach from one side after the first.
  let z = Math.sqrt(-2 * (logTail - HALF_LOG))
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const ratio = millsRatio(z)
    const logQ = Math.log(ratio / ROOT_TWO_PI) - (z * z) / 2
    const next = z + (logQ - logTail) * ratio
    if (Math.abs(next - z) <= 1e-14 * Math.max(1, z)) return next
    z = next
  }
  return z
}

/** Q(z) / density(z), for z from 0 up. */
function millsRatio(z: number): number {
  if (z < SERIES_BELOW) {
    let term = z
    let sum = z
    for (let n = 3; term > sum * 1e-17; n += 2) {
      term *= (z * z) / n
      sum += term
    }
    return (ROOT_TWO_PI / 2) * Math.exp((z * z) / 2) - sum
  }
  // Laplace: 1 / (z + 1 / (z + 2 / (z + 3 / ...)))
  let rest = 0
  for (let n = FRACTION_DEPTH; n > 0; n -= 1) rest = n / (z + rest)
  return 1 / (z + rest)
}
