/** Log-odds at which the weighted rows are right on average. */
export function baseLogOdds(labels: Uint8Array, weights: Float64Array): number {
  let frauds = 0
  let all = 0
  for (let row = 0; row < labels.length; row++) {
    all += weights[row]!
    frauds += labels[row]! * weights[row]!
  }
  if (frauds <= 0 || frauds >= all) {
    throw new RangeError('there are no rows of one of the two kinds: nothing to tell apart')
  }
  return Math.log(frauds / (all - frauds))
}

/** First and second derivative of the logistic loss, row by row. */
export function logisticDerivatives(
  scores: Float64Array,
  labels: Uint8Array,
  weights: Float64Array,
  gradients: Float64Array,
  hessians: Float64Array,
): void {
  for (let row = 0; row < scores.length; row++) {
    const probability = 1 / (1 + Math.exp(-scores[row]!))
    const weight = weights[row]!
    gradients[row] = (probability - labels[row]!) * weight
    hessians[row] = probability * (1 - probability) * weight
  }
}

/** Mean logistic loss, by weight. */
export function logisticLoss(
  scores: Float64Array,
  labels: Uint8Array,
  weights: Float64Array,
): number {
  let sum = 0
  let all = 0
  for (let row = 0; row < scores.length; row++) {
    const margin = labels[row] === 1 ? scores[row]! : -scores[row]!
    // log(1 + e^-m) without overflow.
    const loss = margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin
    sum += loss * weights[row]!
    all += weights[row]!
  }
  return sum / all
}
