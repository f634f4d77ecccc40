import type { SignalValue } from '@gatehouse/contract'

export type EvaluationErrorCode =
  | 'division_by_zero'
  /** An int beyond 2^53 - 1, a double beyond its range, a timestamp beyond its years. */
  | 'out_of_range'
  /** `int("x")`, `double("")`. */
  | 'bad_conversion'
  /** `list[i]` outside of the list. */
  | 'bad_index'
  /** A value longer than the bounds of `limits.ts`. */
  | 'cost_limit'
  /** Only where nothing was checked (the conformance data): a type, key or name that is not there. */
  | 'no_overload'
  | 'no_such_key'
  | 'no_such_name'
  /** The vector holds a value that is not of the declared type: a bug of whoever made it. */
  | 'wrong_type'

/**
 * An expression that could not be computed for one event. A value, never thrown and never `false`:
 * `&&` and `||` absorb it as they absorb an unknown, and the decision lists it.
 */
export class EvaluationError {
  readonly code: EvaluationErrorCode

  constructor(code: EvaluationErrorCode) {
    this.code = code
    Object.freeze(this)
  }

  /** One line for the analyst. */
  get message(): string {
    return MESSAGES[this.code]
  }
}

const MESSAGES: Readonly<Record<EvaluationErrorCode, string>> = {
  division_by_zero: 'division by zero: guard it, for example `x != 0 && y / x > 2`',
  out_of_range: 'a number or time left its range',
  bad_conversion: 'a text could not be converted',
  bad_index: 'an index is outside of its list',
  cost_limit: 'a list or text is longer than rules may walk',
  no_overload: 'an operator or function does not take these types',
  no_such_key: 'a map or message has no such key',
  no_such_name: 'a name has no meaning here',
  wrong_type: 'a signal holds a value that is not of its declared type',
}

/** One frozen instance per code: failing costs no allocation on the hot path. */
export const ERRORS: Readonly<Record<EvaluationErrorCode, EvaluationError>> = {
  division_by_zero: new EvaluationError('division_by_zero'),
  out_of_range: new EvaluationError('out_of_range'),
  bad_conversion: new EvaluationError('bad_conversion'),
  bad_index: new EvaluationError('bad_index'),
  cost_limit: new EvaluationError('cost_limit'),
  no_overload: new EvaluationError('no_overload'),
  no_such_key: new EvaluationError('no_such_key'),
  no_such_name: new EvaluationError('no_such_name'),
  wrong_type: new EvaluationError('wrong_type'),
}

export function isEvaluationError(value: unknown): value is EvaluationError {
  return value instanceof EvaluationError
}

/** What an evaluator answers for one event. */
export type EvaluationResult = SignalValue | EvaluationError
