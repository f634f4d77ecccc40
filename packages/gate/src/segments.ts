import {
  DEFAULT_SEGMENT,
  type Segment,
  type SignalDeclaration,
  type SignalVector,
} from '@gatehouse/contract'
import { checkExpression, compile, type EvaluationResult } from '@gatehouse/expression'

/** A segment of a shop, its condition compiled against one catalogue. */
export interface CompiledSegment {
  readonly name: string
  /** Places of the signals that its condition reads. */
  readonly reads: readonly number[]
  /** Names of the same. */
  readonly readNames: readonly string[]
  readonly evaluate: (signals: SignalVector) => EvaluationResult
}

/** What is wrong with a condition. */
export interface SegmentIssue {
  /** JSON pointer into the list of segments. */
  readonly pointer: string
  readonly code: string
  readonly message: string
}

export type CompiledSegments =
  | { readonly ok: true; readonly segments: readonly CompiledSegment[] }
  | { readonly ok: false; readonly issues: readonly SegmentIssue[] }

/**
 * Type-checks the conditions of a shop's segments. One may not read a personal value: it is not kept
 * with the decision, and nobody could say later which rules an order had come under.
 */
export function compileSegments(
  segments: readonly Segment[],
  declarations: readonly SignalDeclaration[],
): CompiledSegments {
  const compiled: CompiledSegment[] = []
  const issues: SegmentIssue[] = []
  for (const [index, { name, when }] of segments.entries()) {
    const pointer = `/${index}/when`
    const checked = checkExpression(when, { signals: declarations, lists: [], result: 'bool' })
    if (!checked.ok) {
      for (const { code, message, snippet } of checked.issues) {
        issues.push({ pointer, code, message: `${message}\n${snippet}` })
      }
      continue
    }
    const { reads, readNames } = checked.expression
    for (const [at, place] of reads.entries()) {
      if (declarations[place]!.privacy !== 'personal') continue
      const message = `\`${readNames[at]}\` says who a person is and is not kept with a decision: a segment goes by something else`
      issues.push({ pointer, code: 'not_allowed', message })
    }
    const evaluate = compile(checked.expression)
    compiled.push({ name, reads, readNames, evaluate: (signals) => evaluate(signals, []) })
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, segments: compiled }
}

/**
 * The segment of an event: the first whose condition is true. A condition that is unknown, or that
 * failed, is not true. Pure: the signals that a decision holds say it again.
 */
export function segmentOf(segments: readonly CompiledSegment[], signals: SignalVector): string {
  for (const { name, evaluate } of segments) {
    if (evaluate(signals) === true) return name
  }
  return DEFAULT_SEGMENT
}
