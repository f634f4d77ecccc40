import type { TextFeatures } from './text-features.ts'

/** One weight for each place that pieces of text are hashed to. */
export interface LinearModel {
  /** 2 to the power of it weights. */
  readonly bits: number
  readonly weights: Float32Array | Int8Array
  /** What a weight of 1 stands for, log-odds. */
  readonly scale: number
  readonly bias: number
}

/** Pieces of text of one link, kept. */
export interface TextPieces {
  readonly places: Int32Array
  readonly values: Float32Array
  readonly pathFrom: number
}

/** Log-odds of what stands in the host, without the bias. */
export function hostScore(model: LinearModel, text: TextFeatures | TextPieces): number {
  return sumOf(model, text, 0, text.pathFrom)
}

/** Log-odds of what stands in path and query. */
export function pathScore(model: LinearModel, text: TextFeatures | TextPieces): number {
  return sumOf(model, text, text.pathFrom, 'count' in text ? text.count : text.places.length)
}

function sumOf(
  { bits, weights, scale }: LinearModel,
  { places, values }: Pick<TextPieces, 'places' | 'values'>,
  from: number,
  to: number,
): number {
  const mask = 2 ** bits - 1
  let sum = 0
  for (let at = from; at < to; at++) sum += weights[places[at]! & mask]! * values[at]!
  return sum * scale
}

const INT8_MAX = 127

/** The same model with weights of 8 bits, the largest of them cut off: a quarter of the size. */
export function quantized(model: LinearModel, largest: number): LinearModel {
  const scale = (largest * model.scale) / INT8_MAX
  const weights = Int8Array.from(model.weights, (weight) =>
    Math.max(-INT8_MAX, Math.min(INT8_MAX, Math.round((weight * model.scale) / scale))),
  )
  return { bits: model.bits, weights, scale, bias: model.bias }
}
