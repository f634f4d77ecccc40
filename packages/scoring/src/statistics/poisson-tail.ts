import { sigmaOfLogTail } from './normal.ts'

/**
 * How surprising a count is where `mean` is usual: the exact Poisson tail P(X >= count), told as
 * *sigma*, the one-sided normal equivalent: the z with Q(z) = P(X >= count), where Q is the upper
 * tail of the standard normal distribution. 3 sigma is 1 in 740, 6 sigma 1 in 10^9. A count that is
 * usual or low is 0 or below. Nothing is approximated by a normal distribution on the way: at small
 * means that would call 3 events 9 sigma.
 *
 * @param count events seen, 0 or more; fractions are cut off
 * @param mean events that are usual in the same time, above 0
 * @returns a finite number; `Infinity` only for a mean of 0
 */
export function poissonSigma(count: number, mean: number): number {
  return sigmaOfLogTail(poissonLogTail(count, mean))
}

/** The natural logarithm of P(X >= count) for a Poisson variable X: never underflows. */
export function poissonLogTail(count: number, mean: number): number {
  const least = Math.floor(count)
  if (least <= 0) return 0
  if (mean <= 0) return -Infinity
  if (least > mean) return logMass(least, mean) + Math.log(upperSum(least, mean))
  const below = logMass(least - 1, mean) + Math.log(lowerSum(least - 1, mean))
  return Math.log1p(-Math.exp(below))
}

/** More terms than this add nothing to a sum that starts with 1. */
const TERMS_MAX = 1_000_000
const NEGLIGIBLE = 1e-17

/** P(X >= least) / P(X = least): 1 + m/(k+1) + m^2/((k+1)(k+2)) + ... */
function upperSum(least: number, mean: number): number {
  let term = 1
  let sum = 1
  for (let n = 1; n < TERMS_MAX && term > sum * NEGLIGIBLE; n += 1) {
    term *= mean / (least + n)
    sum += term
  }
  return sum
}

/** P(X <= most) / P(X = most): 1 + k/m + k(k-1)/m^2 + ... */
function lowerSum(most: number, mean: number): number {
  let term = 1
  let sum = 1
  for (let n = most; n > 0 && term > sum * NEGLIGIBLE; n -= 1) {
    term *= n / mean
    sum += term
  }
  return sum
}

/**
 * ln P(X = k) without the cancellation of k ln m - m - ln k!: Loader's saddle-point form ("Fast and
 * accurate computation of binomial probabilities", 2000).
 */
function logMass(k: number, mean: number): number {
  if (k === 0) return -mean
  return -stirlingError(k) - deviance(k, mean) - 0.5 * Math.log(2 * Math.PI * k)
}

/** k ln(k/m) + m - k, accurately where k is near m. */
function deviance(k: number, mean: number): number {
  const difference = k - mean
  if (Math.abs(difference) >= 0.1 * (k + mean)) return k * Math.log(k / mean) - difference
  const ratio = difference / (k + mean)
  let sum = difference * ratio
  let term = 2 * k * ratio
  for (let n = 1; n < 1000; n += 1) {
    term *= ratio * ratio
    const next = sum + term / (2 * n + 1)
    if (next === sum) break
    sum = next
  }
  return sum
}

const EXACT_FACTORIALS = 15

/** ln k! less Stirling's formula. */
function stirlingError(k: number): number {
  if (k <= EXACT_FACTORIALS) {
    let factorial = 1
    for (let n = 2; n <= k; n += 1) factorial *= n
    return Math.log(factorial) - (k + 0.5) * Math.log(k) + k - 0.5 * Math.log(2 * Math.PI)
  }
  const square = k * k
  const tail = 1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360_360 / square) / square) / square
  return (1 / 12 - (1 / 360 - tail / square) / square) / k
}
