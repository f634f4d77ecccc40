import { createRandom } from '@gatehouse/scoring'
import type { LinearModel, TextPieces } from './linear-model.ts'

/** One link to learn from. */
export interface LinearExample {
  readonly text: TextPieces
  readonly label: 0 | 1
  /** How much it counts; 1 is once. */
  readonly weight: number
  /** Log-odds that are known beforehand. */
  readonly offset: number
  /** Which part of the text learns; the other one is left out. */
  readonly learns: 'all' | 'host' | 'path'
}

export interface LinearSettings {
  readonly bits: number
  readonly rounds: number
  readonly rate: number
  /** Pull of every weight towards nothing, each time it is used. */
  readonly l2: number
  readonly seed: number
}

export const LINEAR_SETTINGS: LinearSettings = {
  bits: 20,
  rounds: 5,
  rate: 0.15,
  l2: 1e-6,
  seed: 1,
}

const FIRST_SQUARE = 1e-3

/**
 * Logistic regression by steps that get smaller for weights that are often used (AdaGrad: Duchi,
 * Hazan, Singer, JMLR 12, 2011). The same examples in the same order give the same weights.
 */
export function trainLinear(
  examples: readonly LinearExample[],
  settings: LinearSettings,
): LinearModel {
  const { bits, rounds, rate, l2, seed } = settings
  const mask = 2 ** bits - 1
  const weights = new Float32Array(2 ** bits)
  const squares = new Float32Array(2 ** bits).fill(FIRST_SQUARE)
  let [bias, biasSquare] = [0, FIRST_SQUARE]
  const random = createRandom(seed)
  const order = Uint32Array.from(examples, (_, at) => at)
  for (let round = 0; round < rounds; round++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = random.below(at + 1)
      ;[order[at], order[other]] = [order[other]!, order[at]!]
    }
    for (const at of order) {
      const { text, label, weight, offset, learns } = examples[at]!
      const { places, values, pathFrom } = text
      const from = learns === 'path' ? pathFrom : 0
      const to = learns === 'host' ? pathFrom : places.length
      let sum = bias + offset
      for (let next = from; next < to; next++) sum += weights[places[next]! & mask]! * values[next]!
      const error = (1 / (1 + Math.exp(-sum)) - label) * weight
      for (let next = from; next < to; next++) {
        const place = places[next]! & mask
        const gradient = error * values[next]! + l2 * weights[place]!
        squares[place]! += gradient * gradient
        weights[place]! -= (rate * gradient) / Math.sqrt(squares[place]!)
      }
      biasSquare += error * error
      bias -= (rate * error) / Math.sqrt(biasSquare)
    }
  }
  return { bits, weights, scale: 1, bias }
}
