import type { CategoryColumn, Column, DataSet, NumberColumn } from './data-set.ts'
import { createRandom, mixSeeds } from '../random.ts'

/** The bin of what is missing, in every column. The others are 0 to 254. */
export const MISSING_BIN = 255
export const BINS = 256
const VALUE_BINS_MAX = 255

/** How the values of a column become bins. */
export type Binning = NumberBinning | CategoryBinning

export interface NumberBinning {
  readonly kind: 'number'
  readonly name: string
  readonly monotone: -1 | 0 | 1
  /** Ascending; a value is in the first bin whose bound it does not exceed, else in the last. */
  readonly bounds: Float64Array
  /** Of models that were brought: a zero is what is missing (`zeroAsMissing`). */
  readonly zeroIsMissing?: true
}

export interface CategoryBinning {
  readonly kind: 'category'
  readonly name: string
  /** The bin of each name; those that are too rare to learn from are not in it and count as missing. */
  readonly bins: ReadonlyMap<string, number>
}

/** What is no farther from zero is zero: LightGBM's `kZeroThreshold`, a number of 32 bits. */
const ZERO_MAX = Math.fround(1e-35)

/** The value as a feature with `zeroIsMissing` takes it. */
export function zeroAsMissing(value: number): number {
  return Math.abs(value) <= ZERO_MAX ? NaN : value
}

/** A data set as bytes, column by column: what trees are grown on. */
export interface BinnedData {
  readonly rows: number
  readonly columns: readonly Uint8Array[]
}

export interface BinningSettings {
  /** Rows looked at to find the bounds of a column. */
  readonly sampleRows: number
  /** A category with fewer rows than this is not told from a missing one. */
  readonly minRowsPerCategory: number
  readonly seed: number
}

/**
 * Finds bins with about as many rows in each. A column with few values gets a bin for each value,
 * so nothing is lost of it.
 */
export function findBinnings(data: DataSet, settings: BinningSettings): Binning[] {
  const sample = sampleOf(data.rows, settings)
  return data.columns.map((column) =>
    column.kind === 'number' ? binNumbers(column, sample) : binCategories(column, settings),
  )
}

/** @param into as many bytes of each column as there are rows; else they are made */
export function applyBinnings(
  columns: readonly Column[],
  binnings: readonly Binning[],
  into?: readonly Uint8Array[],
): BinnedData {
  const rows = columns.length === 0 ? 0 : lengthOf(columns[0]!)
  return {
    rows,
    columns: binnings.map((binning, at) => {
      const bytes = into?.[at] ?? new Uint8Array(rows)
      binColumn(columns[at]!, binning, bytes)
      return bytes
    }),
  }
}

/** @returns 0 to 254; `MISSING_BIN` for `NaN` */
export function binOf(value: number, bounds: Float64Array): number {
  if (Number.isNaN(value)) return MISSING_BIN
  let low = 0
  let high = bounds.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (value <= bounds[middle]!) high = middle
    else low = middle + 1
  }
  return low
}

/** As `binOf`, without a branch that depends on a value: those are guessed wrong half of the time. */
function binAll(values: Float64Array, bounds: Float64Array, into: Uint8Array): void {
  const padded = new Float64Array(BINS).fill(Infinity)
  padded.set(bounds)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    let bin = 0
    for (let step = BINS / 2; step >= 1; step >>>= 1) {
      bin += step * Number(padded[bin + step - 1]! < value)
    }
    into[row] = value !== value ? MISSING_BIN : bin
  }
}

function lengthOf(column: Column): number {
  return column.kind === 'number' ? column.values.length : column.codes.length
}

function sampleOf(rows: number, { sampleRows, seed }: BinningSettings): Uint32Array | null {
  if (rows <= sampleRows) return null
  const random = createRandom(mixSeeds(seed, 0xb1))
  return Uint32Array.from({ length: sampleRows }, () => random.below(rows))
}

function binNumbers(
  { name, values, monotone = 0 }: NumberColumn,
  sample: Uint32Array | null,
): NumberBinning {
  const taken = sample === null ? values : Float64Array.from(sample, (row) => values[row]!)
  return { kind: 'number', name, monotone, bounds: boundsOf(sortedKnown(taken)) }
}

/** Without a call for each value, of which there are millions. */
function sortedKnown(values: Float64Array): Float64Array {
  const known = new Float64Array(values.length)
  let count = 0
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!
    if (!Number.isNaN(value)) known[count++] = value
  }
  return known.subarray(0, count).sort()
}

/** Bounds lie between two values that occur: half-way, so that a value nearby falls on its side. */
function boundsOf(sorted: Float64Array): Float64Array {
  const { distinct, counts } = distinctOf(sorted)
  const bounds: number[] = []
  const between = (at: number) => {
    const middle = distinct[at]! / 2 + distinct[at + 1]! / 2
    // Neighbouring doubles have nothing between them; JSON has no infinity to be above.
    const bound = middle < distinct[at + 1]! ? middle : distinct[at]!
    bounds.push(Math.max(bound, -Number.MAX_VALUE))
  }
  if (distinct.length <= VALUE_BINS_MAX) {
    for (let at = 0; at + 1 < distinct.length; at++) between(at)
    return Float64Array.from(bounds)
  }
  let rowsLeft = sorted.length
  let inBin = 0
  for (let at = 0; at + 1 < distinct.length && bounds.length < VALUE_BINS_MAX - 1; at++) {
    inBin += counts[at]!
    // What is left is shared by the bins that are left: one heavy value does not starve the rest.
    if (inBin < rowsLeft / (VALUE_BINS_MAX - bounds.length)) continue
    between(at)
    rowsLeft -= inBin
    inBin = 0
  }
  return Float64Array.from(bounds)
}

function distinctOf(sorted: Float64Array): { distinct: Float64Array; counts: Uint32Array } {
  const distinct = new Float64Array(sorted.length)
  const counts = new Uint32Array(sorted.length)
  let count = 0
  for (let at = 0; at < sorted.length; at++) {
    const value = sorted[at]!
    if (at === 0 || sorted[at - 1] !== value) distinct[count++] = value
    counts[count - 1]! += 1
  }
  return { distinct: distinct.subarray(0, count), counts: counts.subarray(0, count) }
}

function binCategories(
  { name, names, codes }: CategoryColumn,
  { minRowsPerCategory }: BinningSettings,
): CategoryBinning {
  const counts = new Uint32Array(names.length)
  for (const code of codes) if (code >= 0) counts[code]! += 1
  const frequent = [...names.keys()]
    .filter((code) => counts[code]! >= minRowsPerCategory)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, VALUE_BINS_MAX)
  return { kind: 'category', name, bins: new Map(frequent.map((code, bin) => [names[code]!, bin])) }
}

function binColumn(column: Column, binning: Binning, into: Uint8Array): void {
  if (column.kind === 'number' && binning.kind === 'number') {
    const { values } = column
    binAll(values, binning.bounds, into)
    return
  }
  if (column.kind === 'category' && binning.kind === 'category') {
    const { codes, names } = column
    const bins = Uint8Array.from(names, (name) => binning.bins.get(name) ?? MISSING_BIN)
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!
      into[row] = code < 0 ? MISSING_BIN : bins[code]!
    }
    return
  }
  throw new RangeError(`column \`${column.name}\` is not of the kind that the model knows`)
}
