import type { Issue, Segment } from '@gatehouse/contract'
import { compileSegments } from '@gatehouse/gate'
import type { Catalogue } from './ruleset-examine.ts'

/** What is wrong with the conditions of segments, with pointers below `at`. */
export function segmentIssues(
  segments: readonly Segment[],
  { declarations }: Pick<Catalogue, 'declarations'>,
  at = '',
): readonly Issue[] {
  const compiled = compileSegments(segments, declarations)
  if (compiled.ok) return []
  return compiled.issues.map(({ pointer, code, message }) => ({
    pointer: `${at}/segments${pointer}`,
    code,
    message,
  }))
}
