export type { CheckedExpression, CheckResult } from './check.ts'
export { checkExpression } from './check.ts'
export type { Bits } from './columns/bits.ts'
export { bitsFor, countBits, hasBit, setBit } from './columns/bits.ts'
export type {
  BoolColumn,
  Column,
  Columns,
  DictionaryColumn,
  NumberColumn,
} from './columns/columns.ts'
export { columnsOf } from './columns/columns.ts'
export type { ColumnResult, EvaluateColumns } from './columns/compile-columns.ts'
export { compileColumns } from './columns/compile-columns.ts'
export type { EvaluateNumberColumns, NumberColumnResult } from './columns/compile-number-columns.ts'
export { compileNumberColumns } from './columns/compile-number-columns.ts'
export type { Evaluate } from './compile/compile.ts'
export { compile } from './compile/compile.ts'
export type { Environment, ListMatcher, ListMatchers } from './environment.ts'
export type { EvaluationErrorCode, EvaluationResult } from './evaluation-error.ts'
export { EvaluationError, isEvaluationError } from './evaluation-error.ts'
export { formatExpression } from './check.ts'
export { interpret } from './interpret/interpret.ts'
export type { ExpressionIssue, IssueCode } from './issue.ts'
export * as limits from './limits.ts'
export { readPattern, type Pattern, type PatternResult } from './pattern.ts'
export type { TurningPoint } from './turning-points.ts'
export { turningPoints } from './turning-points.ts'
