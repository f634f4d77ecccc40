/** Longest line that a source or an operator's table may have, in characters. */
const LINE_LENGTH_MAX = 10_000

/** Cells of one CSV line (RFC 4180, without line breaks inside quotes). */
export function csvCells(line: string): string[] {
  if (line.length > LINE_LENGTH_MAX) return []
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const char = line[at]
    if (char === '"') {
      const doubled = quoted && line[at + 1] === '"'
      if (doubled) {
        cell += '"'
        at++
      } else {
        quoted = !quoted
      }
    } else if (char === ',' && !quoted) {
      cells.push(cell)
      cell = ''
    } else {
      cell += char
    }
  }
  cells.push(cell)
  return cells
}

/** Lines of a text, without their line ends, one at a time. */
export function* linesOf(text: string): Generator<string> {
  let start = 0
  while (start < text.length) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    yield text.slice(start, text[end - 1] === '\r' ? end - 1 : end)
    start = end + 1
  }
}
