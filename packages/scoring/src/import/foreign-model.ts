import type { Calibration } from '../calibrate/calibration.ts'
import { zeroAsMissing } from '../data/bins.ts'

/**
 * A model of another library as its file says it: features by their numbers, and tests in that
 * library's own terms. `adoptModel` makes one of ours of it.
 */
export interface ForeignModel {
  readonly features: readonly string[]
  /** What the file itself says the codes of a category stand for, by feature. */
  readonly categories: ReadonlyMap<number, readonly string[]>
  readonly base: number
  readonly trees: readonly ForeignTree[]
  readonly calibration: Calibration
  /** For whoever looks at the model: what wrote it, what it was trained for. */
  readonly facts: Readonly<Record<string, unknown>>
}

/** Numbered as `Tree`: a child of `n >= 0` is an inner node, one of `n < 0` the leaf `~n`. */
export interface ForeignTree {
  readonly feature: Int32Array
  /** Whether a row goes left, node by node. */
  readonly tests: readonly NodeTest[]
  readonly left: Int32Array
  readonly right: Int32Array
  readonly leafValue: Float64Array
  readonly cover: Float64Array
  readonly leafCover: Float64Array
}

export type NodeTest =
  | {
      readonly kind: 'at_most'
      readonly threshold: number
      readonly missingLeft: boolean
      /** What is as good as zero is missing too. */
      readonly zeroIsMissing: boolean
    }
  /** Categories by their codes; what is missing or negative goes right. */
  | { readonly kind: 'in_set'; readonly codes: ReadonlySet<number> }
  /** The value is this one; `is32`: once it is rounded to 32 bits. */
  | {
      readonly kind: 'equals'
      readonly value: number
      readonly is32: boolean
      readonly missingLeft: boolean
    }

/** Whether a value goes left; `NaN` is missing. */
export function goesLeft(test: NodeTest, value: number): boolean {
  if (test.kind === 'in_set') return test.codes.has(Math.trunc(value))
  const read = test.kind === 'at_most' && test.zeroIsMissing ? zeroAsMissing(value) : value
  if (Number.isNaN(read)) return test.missingLeft
  if (test.kind === 'at_most') return read <= test.threshold
  return (test.is32 ? Math.fround(read) : read) === test.value
}

export type ForeignRead =
  | { readonly ok: true; readonly model: ForeignModel }
  | { readonly ok: false; readonly issue: string }

/** Thrown inside the readers only. */
export class Unreadable extends Error {}

export function unreadable(what: string): never {
  throw new Unreadable(what)
}

/** @param read may throw `Unreadable` */
export function reading(read: () => ForeignModel): ForeignRead {
  try {
    return { ok: true, model: read() }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, issue: error.message }
    throw error
  }
}

/** Of one file, inner nodes or leaves over all of its trees: some 100 MB while it is read. */
export const NODES_MAX = 1_000_000
export const TREES_MAX = 10_000
export const FEATURES_MAX = 5000
/** Of one feature: what a model file of ours can hold. */
export const CATEGORIES_MAX = 255

/** A name as an error message quotes it: a hostile one is long. */
export function named(text: string): string {
  return `\`${text.length > 80 ? `${text.slice(0, 80)}…` : text}\``
}
