import {
  isUnknown,
  type GradedWeight,
  type RuleResult,
  type SignalVector,
} from '@gatehouse/contract'
import {
  checkExpression,
  compile,
  type CheckedExpression,
  type Environment,
  type EvaluationResult,
  type ListMatchers,
} from '@gatehouse/expression'
import { roundScore } from './score.ts'

/** How the points of a rule grow with a number. */
export interface Graded {
  readonly from: number
  readonly to: number
  /** Points at `from` and beyond it on the mild side. */
  readonly least: number
  readonly expression: CheckedExpression
  readonly evaluate: (signals: SignalVector, lists: ListMatchers) => EvaluationResult
  /** Places between `from` and `to`, as conditions: where a search for another outcome may turn. */
  readonly steps: readonly CheckedExpression[]
}

/** A search tries these parts of the way; finer ones would explain no better. */
const STEPS = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]

export function compileGraded(
  { by, from, to, least = 0 }: GradedWeight,
  expression: CheckedExpression,
  environment: Environment,
): Graded {
  const steps = STEPS.flatMap((part) => {
    const bound = decimal(from + (to - from) * part)
    const checked = checkExpression(`double(${by}) > ${bound}`, { ...environment, result: 'bool' })
    return checked.ok ? [checked.expression] : []
  })
  return { from, to, least, expression, evaluate: compile(expression), steps }
}

/** A literal of type double. */
function decimal(value: number): string {
  const text = value.toFixed(6)
  return value < 0 ? `(${text})` : text
}

/**
 * Points that a hit takes at a value: `least` at `from`, `weight` at `to`, a straight line between
 * them and no more beyond, to two decimals as all scores are.
 */
export function gradedPoints({ from, to, least }: Graded, weight: number, value: number): number {
  const part = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return roundScore(least + (weight - least) * part)
}

/** What the number of a rule that hit comes to: its points, or why it cannot be told. */
export function gradedResult(
  graded: Graded,
  weight: number,
  value: EvaluationResult,
): number | Extract<RuleResult, 'unknown' | 'error'> {
  if (typeof value === 'number' && Number.isFinite(value))
    return gradedPoints(graded, weight, value)
  return isUnknown(value) ? 'unknown' : 'error'
}
