import { parse } from '@bufbuild/cel'
import type { ExpressionIssue, IssueCode, Place } from './issue.ts'
import { issueAt } from './issue.ts'
import { SOURCE_LENGTH_MAX_CHARS } from './limits.ts'
import type { Node } from './node.ts'
import { Spans } from './spans.ts'
import type { Tokens } from './tokens.ts'
import { tokenize } from './tokens.ts'
import { BuildError, buildTree } from './tree.ts'

export type SyntaxResult =
  | { readonly ok: true; readonly root: Node }
  | { readonly ok: false; readonly issues: readonly ExpressionIssue[] }

interface Problem {
  readonly place: Place
  readonly code: IssueCode
  readonly message: string
}

/** Text to an untyped tree: the standard CEL grammar, within the bounds of `limits.ts`. */
export function readSyntax(source: string): SyntaxResult {
  const result = read(source)
  if ('problem' in result) {
    const { place, code, message } = result.problem
    return { ok: false, issues: [issueAt(source, place, code, message)] }
  }
  return { ok: true, root: result.root }
}

function read(source: string): { readonly root: Node } | { readonly problem: Problem } {
  const nowhere = { start: 0, end: 0 }
  if (source.length > SOURCE_LENGTH_MAX_CHARS) {
    const message = `${source.length} characters are too many for one expression: at most ${SOURCE_LENGTH_MAX_CHARS}`
    return { problem: { place: nowhere, code: 'limit', message } }
  }
  const tokens = tokenize(source)
  if (tokens.problem !== undefined) return { problem: tokens.problem }
  if (tokens.tokens.length === 0) {
    return { problem: { place: nowhere, code: 'syntax', message: 'the expression is empty' } }
  }
  try {
    // The parser ends a comment at a newline only, not at the end of the text.
    const { expr, sourceInfo } = parse(`${source}\n`)
    const spans = new Spans(sourceInfo?.positions ?? {}, tokens)
    return { root: buildTree(expr, spans, sourceInfo?.macroCalls ?? {}) }
  } catch (error) {
    return { problem: error instanceof BuildError ? error.problem : syntaxProblem(error, tokens) }
  }
}

/** The parser says where it could not go on; what is wrong there we say ourselves. */
function syntaxProblem(error: unknown, tokens: Tokens): Problem {
  const offset = offsetOf(error)
  const all = { start: 0, end: tokens.tokens.at(-1)!.end }
  // The parser is recursive; what `limits.ts` lets through can still be too deep for its stack.
  if (error instanceof RangeError) {
    return { place: all, code: 'limit', message: 'the expression is nested too deeply' }
  }
  if (offset === undefined) {
    const text = error instanceof Error ? error.message : String(error)
    return { place: all, code: 'syntax', message: `the expression cannot be read: ${text}` }
  }
  const index = tokens.indexAt(offset)
  const token = tokens.tokens[index]
  const last = tokens.tokens.at(-1)!
  if (token === undefined) return atEnd(last)
  const next = tokens.tokens[index + 1]
  if (next === undefined && token.kind === 'symbol') return atEnd(last)
  const message = `\`${token.text}\` does not fit here`
  return { place: token, code: 'syntax', message }
}

function atEnd(last: Place & { readonly text: string }): Problem {
  const message = `the expression stops too early: something must follow \`${last.text}\``
  return { place: last, code: 'syntax', message }
}

function offsetOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('location' in error)) return undefined
  const location = error.location as { readonly start?: { readonly offset?: unknown } } | undefined
  const offset = location?.start?.offset
  return typeof offset === 'number' ? offset : undefined
}
