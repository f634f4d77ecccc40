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

/** Adds up all rows of the data, in their order: nothing has to be looked up. */
export function buildWholeHistogram(
  columns: readonly Uint8Array[],
  gradients: Float64Array,
  hessians: Float64Array,
  into: Histogram,
): void {
  into.fill(0)
  let column = 0
  for (; column + 1 < columns.length; column += 2) {
    const offset = column * COLUMN_SIZE
    addTwoWholeColumns(columns[column]!, columns[column + 1]!, gradients, hessians, into, offset)
  }
  if (column < columns.length) {
    addWholeColumn(columns[column]!, gradients, hessians, into, column * COLUMN_SIZE)
  }
}

/** As `addTwoColumns`. */
function addTwoWholeColumns(
  first: Uint8Array,
  second: Uint8Array,
  gradients: Float64Array,
  hessians: Float64Array,
  into: Histogram,
  offset: number,
): void {
  const secondOffset = offset + COLUMN_SIZE
  for (let row = 0; row < first.length; row++) {
    const gradient = gradients[row]!
    const hessian = hessians[row]!
    const place = offset + first[row]! * STRIDE
    into[place]! += gradient
    into[place + 1]! += hessian
    into[place + 2]! += 1
    const other = secondOffset + second[row]! * STRIDE
    into[other]! += gradient
    into[other + 1]! += hessian
    into[other + 2]! += 1
  }
}

function addWholeColumn(
  bins: Uint8Array,
  gradients: Float64Array,
  hessians: Float64Array,
  into: Histogram,
  offset: number,
): void {
  for (let row = 0; row < bins.length; row++) {
    const place = offset + bins[row]! * STRIDE
    into[place]! += gradients[row]!
    into[place + 1]! += hessians[row]!
    into[place + 2]! += 1
  }
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
  let column = 0
  for (; column + 1 < columns.length; column += 2) {
    const offset = column * COLUMN_SIZE
    addTwoColumns(columns[column]!, columns[column + 1]!, own, g, h, into, offset)
  }
  if (column < columns.length) {
    addColumn(columns[column]!, own, g, h, into, column * COLUMN_SIZE)
  }
}

/**
 * Two columns at once: row, gradient and second derivative are loaded for both. Each bin is added up
 * in the order of the rows, as with one column at a time. On its own, so that it is compiled once
 * and stays in registers: three fifths of training.
 */
function addTwoColumns(
  first: Uint8Array,
  second: Uint8Array,
  rows: Uint32Array,
  gradients: Float64Array,
  hessians: Float64Array,
  into: Histogram,
  offset: number,
): void {
  const { length } = rows
  const secondOffset = offset + COLUMN_SIZE
  for (let at = 0; at < length; at++) {
    const row = rows[at]!
    const gradient = gradients[at]!
    const hessian = hessians[at]!
    const place = offset + first[row]! * STRIDE
    into[place]! += gradient
    into[place + 1]! += hessian
    into[place + 2]! += 1
    const other = secondOffset + second[row]! * STRIDE
    into[other]! += gradient
    into[other + 1]! += hessian
    into[other + 2]! += 1
  }
}

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
