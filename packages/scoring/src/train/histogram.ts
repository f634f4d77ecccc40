import { BINS } from '../data/bins.ts'

/** Gradient, second derivative and rows of each bin, one after the other. */
export const STRIDE = 3
export const COLUMN_SIZE = BINS * STRIDE

/** Sums of a node's rows by column and bin, of the columns that the tree may use. */
export type Histogram = Float64Array

/** The rows of a node, with what the loss says of each, in one piece: read once for every column. */
export interface NodeRows {
  readonly rows: Uint32Array
  readonly from: number
  readonly to: number
  readonly gradients: Float64Array
  readonly hessians: Float64Array
}

/** Adds up the rows of a node. `scratch` holds at least as many numbers as the node has rows, twice. */
export function buildHistogram(
  columns: readonly Uint8Array[],
  { rows, from, to, gradients, hessians }: NodeRows,
  scratch: { readonly gradients: Float64Array; readonly hessians: Float64Array },
  into: Histogram,
): void {
  into.fill(0)
  const count = to - from
  const { gradients: g, hessians: h } = scratch
  const own = rows.subarray(from, to)
  for (let at = 0; at < count; at++) {
    const row = own[at]!
    g[at] = gradients[row]!
    h[at] = hessians[row]!
  }
  for (let column = 0; column < columns.length; column++) {
    addColumn(columns[column]!, own, g, h, into, column * COLUMN_SIZE)
  }
}

/** On its own, so that it is compiled once and stays in registers: three fifths of training. */
function addColumn(
  bins: Uint8Array,
  rows: Uint32Array,
  gradients: Float64Array,
  hessians: Float64Array,
  into: Histogram,
  offset: number,
): void {
  for (let at = 0; at < rows.length; at++) {
    const place = offset + bins[rows[at]!]! * STRIDE
    into[place]! += gradients[at]!
    into[place + 1]! += hessians[at]!
    into[place + 2]! += 1
  }
}

/** The larger child is what the smaller one leaves of the parent. */
export function subtractHistogram(parent: Histogram, child: Histogram): void {
  for (let at = 0; at < parent.length; at++) parent[at]! -= child[at]!
}
