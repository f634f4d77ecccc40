import type { SignalVector } from '@gatehouse/contract'
import { Unknown } from '@gatehouse/contract'
import type { ListMatchers } from '../environment.ts'
import { EvaluationError } from '../evaluation-error.ts'
import type { Node } from '../node.ts'

/**
 * What a piece of a compiled expression gives. Ints and doubles are numbers, timestamps and
 * durations are numbers of milliseconds; an unknown or an error stands where a value would.
 */
export type Raw = Present | Unknown | EvaluationError
export type Present = boolean | number | string | readonly Present[]

/** A compiled piece. Pure, except that the variables of comprehensions live in its scope's cells. */
export type Code = (vector: SignalVector, lists: ListMatchers) => Raw

export interface Scope {
  compile(node: Node): Code
  /** Current element of each comprehension, by depth. One evaluation runs at a time. */
  readonly cells: Present[]
}

export function isMissing(value: Raw): value is Unknown | EvaluationError {
  return value instanceof Unknown || value instanceof EvaluationError
}

/** Of two values of which at least one is missing: unknown before error, then the first. */
export function missingOf(a: Raw, b: Raw): Unknown | EvaluationError {
  if (a instanceof Unknown) return a
  if (b instanceof Unknown) return b
  return a instanceof EvaluationError ? a : (b as EvaluationError)
}
