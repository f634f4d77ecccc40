/** Log-odds at which the weighted rows are right on average. */
export function baseLogOdds(labels: Uint8Array, weights: Float64Array | null): number {
  let frauds = 0
  let all = 0
  for (let row = 0; row < labels.length; row++) {
    const weight = weights === null ? 1 : weights[row]!
    all += weight
    frauds += labels[row]! * weight
  }
  if (frauds <= 0 || frauds >= all) {
    throw new RangeError('there are no rows of one of the two kinds: nothing to tell apart')
  }
  return Math.log(frauds / (all - frauds))
}

/**
 * First and second derivative of the logistic loss, row by row, side by side in `pairs`.
 * @param weights `null`: each row counts once
 * @returns the mean loss, by weight
 */
export function logisticDerivatives(
  scores: Float64Array,
  labels: Uint8Array,
  weights: Float64Array | null,
  pairs: Float64Array,
): number {
  const loss = new LossSum()
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]!
    const label = labels[row]!
    const weight = weights === null ? 1 : weights[row]!
    const oddsAgainst = Math.exp(-score)
    const probability = 1 / (1 + oddsAgainst)
    pairs[row * 2] = (probability - label) * weight
    pairs[row * 2 + 1] = probability * (1 - probability) * weight
    loss.add(score, oddsAgainst, label, weight)
  }
  return loss.mean()
}

/** Mean logistic loss, by weight. */
export function logisticLoss(
  scores: Float64Array,
  labels: Uint8Array,
  weights: Float64Array | null,
): number {
  const loss = new LossSum()
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]!
    const weight = weights === null ? 1 : weights[row]!
    loss.add(score, Math.exp(-score), labels[row]!, weight)
  }
  return loss.mean()
}

/** From here on 1 more is lost among the odds, and the logarithm of one row is taken for itself. */
const ODDS_MAX = 1e50
const PRODUCT_MAX = 1e200

/**
 * Adds up losses: of a fraud log(1 + odds against it), of a good row the score more. The sum of
 * logarithms is that of a product, so that a hundred rows need one of them.
 */
class LossSum {
  #sum = 0
  #weights = 0
  #product = 1

  add(score: number, oddsAgainst: number, label: number, weight: number): void {
    this.#weights += weight
    if (label === 0) this.#sum += score * weight
    if (oddsAgainst > ODDS_MAX) this.#sum -= score * weight
    else if (weight === 1) {
      this.#product *= 1 + oddsAgainst
      if (this.#product > PRODUCT_MAX) this.#flush()
    } else this.#sum += Math.log1p(oddsAgainst) * weight
  }

  mean(): number {
    this.#flush()
    return this.#sum / this.#weights
  }

  #flush(): void {
    this.#sum += Math.log(this.#product)
    this.#product = 1
  }
}
