/** One reason why an expression cannot be published, at a place in its source. */
export interface ExpressionIssue {
  readonly code: IssueCode
  /** One line, the user's words; the user's text stands in backticks. */
  readonly message: string
  /** Offsets in UTF-16 units; `end` is exclusive. */
  readonly start: number
  readonly end: number
  /** Counted from 1; the column counts UTF-16 units. */
  readonly line: number
  readonly column: number
  /** The source line and, below it, carets under the place. */
  readonly snippet: string
  /** The nearest declared name, if the issue is an unknown name and one is near. */
  readonly nearest?: string
}

export type IssueCode =
  /** The text is no expression. */
  | 'syntax'
  /** A signal, list, function or variable that is not declared. */
  | 'unknown_name'
  /** An operator or function that does not take these types, or a wrong result type. */
  | 'wrong_type'
  /** A function called with the wrong number of arguments. */
  | 'wrong_arity'
  /** A literal that has no meaning where it stands: a bad pattern, timestamp, duration, number. */
  | 'bad_literal'
  /** CEL that the rule language leaves out, for example maps and bytes. */
  | 'not_in_language'
  /** A bound of `limits.ts`. */
  | 'limit'

export interface Place {
  readonly start: number
  readonly end: number
}

/** Longest part of a source line that a snippet shows, so that a log line stays readable. */
const SNIPPET_MAX_CHARS = 120

export function issueAt(
  source: string,
  place: Place,
  code: IssueCode,
  message: string,
  nearest?: string,
): ExpressionIssue {
  const start = Math.min(Math.max(place.start, 0), source.length)
  const end = Math.min(Math.max(place.end, start), source.length)
  const before = source.slice(0, start)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = countLines(before)
  const issue = {
    code,
    message: oneLine(message),
    start,
    end,
    line,
    column: start - lineStart + 1,
    snippet: snippetOf(source, lineStart, start, end),
  }
  return nearest === undefined ? issue : { ...issue, nearest }
}

/** Messages quote what the user wrote, which may be long and of several lines. */
const MESSAGE_MAX_CHARS = 300

function oneLine(message: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what must not get out
  const line = message.replaceAll(/[\u0000-\u001F\u007F\u2028\u2029]+/g, ' ')
  return line.length > MESSAGE_MAX_CHARS ? `${line.slice(0, MESSAGE_MAX_CHARS - 1)}…` : line
}

function countLines(before: string): number {
  let line = 1
  for (const character of before) if (character === '\n') line++
  return line
}

function snippetOf(source: string, lineStart: number, start: number, end: number): string {
  const newline = source.indexOf('\n', start)
  const lineEnd = newline === -1 ? source.length : newline
  const from = Math.max(lineStart, start - SNIPPET_MAX_CHARS / 2)
  const to = Math.min(lineEnd, from + SNIPPET_MAX_CHARS)
  const text = source.slice(from, to).replaceAll(/[\t\r]/g, ' ')
  const width = Math.max(1, Math.min(end, to) - start)
  return `${text}\n${' '.repeat(start - from)}${'^'.repeat(width)}`
}
