/** Added to each bin, so that an empty one does not make the index infinite (Laplace). */
const SMOOTHING = 0.5

/**
 * Population stability index of two sets of counts over the same bins: the sum of (b - a) ln(b / a)
 * over their shares. Where nothing changed it is about (bins - 1) (1/n + 1/m) by chance alone, as a
 * chi-squared variable (B. Yurdakul, "Statistical Properties of Population Stability Index", 2018),
 * so that much is taken off.
 *
 * @returns 0 or more; under 0.1 is taken for no change and over 0.25 for a great one
 * (N. Siddiqi, "Credit Risk Scorecards", 2006)
 */
export function stabilityIndex(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const bins = reference.length
  const [before, now] = [sumOf(reference), sumOf(current)]
  if (before === 0 || now === 0 || bins < 2) return 0
  let index = 0
  for (let bin = 0; bin < bins; bin++) {
    const a = (reference[bin]! + SMOOTHING) / (before + SMOOTHING * bins)
    const b = (current[bin]! + SMOOTHING) / (now + SMOOTHING * bins)
    index += (b - a) * Math.log(b / a)
  }
  return Math.max(0, index - (bins - 1) * (1 / before + 1 / now))
}

export function sumOf(counts: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < counts.length; at++) sum += counts[at]!
  return sum
}
