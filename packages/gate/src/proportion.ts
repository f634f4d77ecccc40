/** Standard deviations that hold 95 % of a normal distribution. */
const Z_95 = 1.959963984540054

/**
 * The Wilson score interval of a share, 95 %: also right for few and for shares near 0 and 1. Of
 * weighted counts give the effective number, (sum of weights)^2 / (sum of their squares).
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
 *
 * @param share 0 to 1 @param count how many it is the share of, above 0
 */
export function wilsonInterval(share: number, count: number): { low: number; high: number } {
  const square = Z_95 ** 2
  const middle = (share + square / (2 * count)) / (1 + square / count)
  const spread =
    (Z_95 / (1 + square / count)) *
    Math.sqrt((share * (1 - share)) / count + square / (4 * count * count))
  return { low: Math.max(0, middle - spread), high: Math.min(1, middle + spread) }
}
