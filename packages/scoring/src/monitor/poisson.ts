/** Steps of halving: 2^-60 of the range. */
const HALVINGS = 60

/** Probability of at most `count` where `mean` are expected, summed exactly. */
export function poissonAtMost(count: number, mean: number): number {
  if (mean <= 0) return 1
  let logTerm = -mean
  let sum = Math.exp(logTerm)
  for (let at = 1; at <= count; at++) {
    logTerm += Math.log(mean / at)
    sum += Math.exp(logTerm)
  }
  return Math.min(1, sum)
}

/**
 * What may be expected where `count` came about: the exact interval of F. Garwood (1936).
 * @param outside probability that it lies outside, both sides together: 0.05 for 95 %
 */
export function poissonInterval(count: number, outside: number): { low: number; high: number } {
  const tail = outside / 2
  const top = count + 20 + 20 * Math.sqrt(count + 1)
  const low = count === 0 ? 0 : meanWhere((mean) => 1 - poissonAtMost(count - 1, mean) < tail, top)
  return { low, high: meanWhere((mean) => poissonAtMost(count, mean) > tail, top) }
}

/** The greatest mean of which it is true, where it is true of all smaller ones. */
function meanWhere(isSmaller: (mean: number) => boolean, top: number): number {
  let low = 0
  let high = top
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2
    if (isSmaller(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}
