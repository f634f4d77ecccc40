import { EXPORT_COLUMNS, type ExportedItem, type ListKind } from '@gatehouse/contract'
import type { Tokenise } from '@gatehouse/pipeline'
import type { ListItem } from '@gatehouse/store'
import { exportedItem } from './list-shown.ts'

export type ExportFormat = 'csv' | 'json'

/** Every item of a list as the text of a file, in blocks of whole lines without the last break. */
export async function* exportedLines(
  format: ExportFormat,
  kind: ListKind,
  parts: AsyncIterable<readonly ListItem[]>,
  tokenise: Tokenise,
): AsyncGenerator<string> {
  const { head, tail, line } = FORMATS[format]
  yield head
  let count = 0
  for await (const items of parts) {
    yield items.map((item) => line(exportedItem(kind, item, tokenise), count++)).join('\n')
  }
  if (tail !== null) yield tail
}

interface Format {
  readonly head: string
  readonly tail: string | null
  readonly line: (item: ExportedItem, index: number) => string
}

const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  csv: {
    head: EXPORT_COLUMNS.join(','),
    tail: null,
    line: (item) => EXPORT_COLUMNS.map((column) => cell(item[column] ?? '')).join(','),
  },
  json: {
    head: '[',
    tail: ']',
    line: (item, index) => `${index === 0 ? '' : ','}${JSON.stringify(item)}`,
  },
}

/** What a spreadsheet would take for a formula; apostrophes before it keep their number apart. */
const FORMULA = /^'*[=+\-@\t\r]/

/** One cell of RFC 4180. */
function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Takes off what an export put before a formula. */
export function readCell(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text
}
