/** Fixed-point arithmetic on whole numbers: slow, and right to hundreds of digits and more. */
const DIGITS = 1300n
export const ONE = 10n ** DIGITS

/** A decimal such as `0.27`, exactly. */
export function fixed(decimal: number): bigint {
  const [whole = '0', part = ''] = decimal.toFixed(12).split('.')
  return (BigInt(whole + part) * ONE) / 10n ** BigInt(part.length)
}

/** e^-x for x >= 0: the series of e^(x / 2^20), squared twenty times, turned over. */
export function exponentialOfMinus(x: bigint): bigint {
  const small = x / 2n ** 20n
  let term = ONE
  let sum = ONE
  for (let n = 1n; term > 0n; n += 1n) {
    term = (term * small) / ONE / n
    sum += term
  }
  for (let n = 0; n < 20; n += 1) sum = (sum * sum) / ONE
  return (ONE * ONE) / sum
}

/** P(X >= count) of a Poisson variable, by adding up every mass that is not nothing. */
export function poissonTail(count: number, mean: number): bigint {
  const x = fixed(mean)
  let mass = exponentialOfMinus(x)
  let tail = 0n
  for (let n = 1n; n < BigInt(count); n += 1n) mass = (mass * x) / ONE / n
  for (let n = BigInt(count); ; n += 1n) {
    mass = (mass * x) / ONE / n
    tail += mass
    if (mass === 0n) return tail
  }
}

/** P(Z >= z) of a standard normal variable, by the power series of its distribution. */
export function normalTail(z: number): bigint {
  const x = fixed(z)
  const square = (x * x) / ONE
  const density = (exponentialOfMinus(square / 2n) * ONE) / squareRoot(2n * pi())
  let term = x
  let sum = x
  for (let n = 3n; term !== 0n; n += 2n) {
    term = (term * square) / ONE / n
    sum += term
  }
  return ONE / 2n - (density * sum) / ONE
}

/** Its natural logarithm; the value is far below what a number can hold. */
export function logarithm(value: bigint): number {
  const text = value.toString()
  const lead = Number(`0.${text.slice(0, 20)}`)
  return Math.log(lead) + (text.length - Number(DIGITS)) * Math.LN10
}

function squareRoot(value: bigint): bigint {
  const target = value * ONE
  let root = value
  for (;;) {
    const next = (root + target / root) / 2n
    if (next >= root) return root
    root = next
  }
}

/** Machin: pi = 16 atan(1/5) - 4 atan(1/239). */
function pi(): bigint {
  return 16n * arcTangentOf(5n) - 4n * arcTangentOf(239n)
}

function arcTangentOf(inverse: bigint): bigint {
  let power = ONE / inverse
  let sum = power
  for (let n = 3n; power !== 0n; n += 2n) {
    power /= -(inverse * inverse)
    sum += power / n
  }
  return sum
}
