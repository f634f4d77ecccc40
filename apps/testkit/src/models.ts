import { fitAnomalyModel, writeAnomalyModel, writeModel } from '@gatehouse/scoring'

export interface AmountModel {
  /** Probability of fraud of orders above the limit and not above it. */
  readonly above: number
  readonly upTo: number
  readonly limit?: number
  /** The signal that is compared. */
  readonly signal?: string
}

/** A model file of one tree: what an order is worth decides, whatever else it is. */
export function amountModel({ above, upTo, limit = 300, signal = 'order.amount' }: AmountModel) {
  const logOdds = (probability: number) => Math.log(probability / (1 - probability))
  return writeModel({
    about: { rows: 1000, positives: 40 },
    features: [{ kind: 'number', name: signal, monotone: 0, bounds: Float64Array.of(limit) }],
    base: 0,
    trees: [
      {
        feature: Int32Array.of(0),
        threshold: Float64Array.of(limit),
        missingLeft: Uint8Array.of(1),
        sets: [null],
        left: Int32Array.of(~0),
        right: Int32Array.of(~1),
        leafValue: Float64Array.of(logOdds(upTo), logOdds(above)),
        cover: Float64Array.of(1000),
        leafCover: Float64Array.of(900, 100),
      },
    ],
    calibration: { kind: 'platt', slope: 1, intercept: 0 },
  })
}

/** An anomaly model file of 1,000 orders of 20 to 219, one unit apart, each amount five times. */
export function amountForest(seed = 1): string {
  const values = Float64Array.from({ length: 1000 }, (_, row) => 20 + (row % 200))
  const column = { kind: 'number', name: 'order.amount', values } as const
  return writeAnomalyModel({
    ...fitAnomalyModel([column], values.length, { seed, trees: 100 }),
    about: { rows: values.length },
  })
}
