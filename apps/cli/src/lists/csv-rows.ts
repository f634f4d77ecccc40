/** The cells of one row (RFC 4180), or what keeps the text from being one. */
export type CsvRow =
  | { readonly state: 'row'; readonly cells: readonly string[] }
  /** A quote was opened: the row goes on in the next line. */
  | { readonly state: 'open' }
  | { readonly state: 'bad' }

/** @param delimiter one character */
export function parseCsvRow(text: string, delimiter: string): CsvRow {
  const cells: string[] = []
  let at = 0
  for (;;) {
    let cell = ''
    if (text[at] === '"') {
      at++
      for (;;) {
        const quote = text.indexOf('"', at)
        if (quote === -1) return { state: 'open' }
        cell += text.slice(at, quote)
        at = quote + 1
        if (text[at] !== '"') break
        cell += '"'
        at++
      }
    } else {
      const found = text.indexOf(delimiter, at)
      const end = found === -1 ? text.length : found
      cell = text.slice(at, end)
      if (cell.includes('"')) return { state: 'bad' }
      at = end
    }
    cells.push(cell)
    if (at >= text.length) return { state: 'row', cells }
    if (text[at] !== delimiter) return { state: 'bad' }
    at++
  }
}
