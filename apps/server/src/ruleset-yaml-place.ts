import { isMap, isNode, isScalar, isSeq, Scalar, type LineCounter, type Node } from 'yaml'

/** A place in the YAML, for whoever wrote it. */
export interface Place {
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** The line, or the part of it around the place, and a caret under the place. */
  readonly snippet: string
}

/** A character of an expression, counted inside the expression. */
export interface Within {
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

/** Longest part of a line that a snippet shows. */
const SNIPPET_LENGTH_MAX = 120

export function placeAt(text: string, lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  const start = offset - col + 1
  const newline = text.indexOf('\n', start)
  const end = newline === -1 ? text.length : newline
  const from = Math.max(start, Math.min(offset - SNIPPET_LENGTH_MAX / 2, end - SNIPPET_LENGTH_MAX))
  const shown = text.slice(from, Math.min(end, from + SNIPPET_LENGTH_MAX))
  return {
    line,
    column: col,
    snippet: `${shown.trimEnd()}\n${' '.repeat(offset - from)}^`,
  }
}

/**
 * Where the value of a JSON pointer stands, or what is nearest above it where there is none. With
 * `within`, where that character of the text stands.
 */
export function offsetOf(
  root: Node | null,
  text: string,
  pointer: string,
  within?: Within,
): number | undefined {
  let node: unknown = root
  let offset = root?.range?.[0]
  for (const segment of segmentsOf(pointer)) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === segment)
      if (pair === undefined) return offset
      offset = startOf(pair.value) ?? startOf(pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(segment)]
      offset = startOf(node) ?? offset
    } else return offset
  }
  const inside = within !== undefined && isScalar(node) ? insideOf(node, text, within) : undefined
  return inside ?? offset
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/**
 * YAML folds and indents a text but keeps its visible characters, so the n-th of them in the value
 * is the n-th in the source. Where the source escapes some, the start of the text has to do.
 */
function insideOf(node: Scalar, text: string, { line, column }: Within): number | undefined {
  if (typeof node.value !== 'string' || !node.range) return undefined
  const [start, end] = node.range
  const before = node.value
    .split('\n')
    .slice(0, line - 1)
    .join('\n').length
  const offset = before + (line > 1 ? 1 : 0) + column - 1
  const visible = node.value.slice(0, offset).replaceAll(/\s/g, '')
  let at = contentStart(node, text, start)
  for (const character of visible) {
    while (at < end && /\s/.test(text[at]!)) at++
    if (!text.startsWith(character, at)) return start
    at += character.length
  }
  while (at < end && /\s/.test(text[at]!)) at++
  return Math.min(at, end)
}

/** Behind the opening quote, or below the line that opens a block. */
function contentStart({ type }: Scalar, text: string, start: number): number {
  switch (type) {
    case Scalar.QUOTE_DOUBLE:
    case Scalar.QUOTE_SINGLE:
      return start + 1
    case Scalar.BLOCK_FOLDED:
    case Scalar.BLOCK_LITERAL:
      return text.indexOf('\n', start) + 1
    default:
      return start
  }
}
