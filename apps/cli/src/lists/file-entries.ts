import { hasCardNumber } from '@gatehouse/contract'
import { readCell } from '@gatehouse/server'
import { CliError } from '../cli-error.ts'
import { parseCsvRow } from './csv-rows.ts'
import { JsonElements, type ElementProblem } from './json-elements.ts'
import type { FileFormat } from './list-file.ts'
import type { TextLine } from './text-lines.ts'

/** What a file says about one item, not looked at yet; or why a line says nothing. */
export type FileEntry =
  | { readonly line: number; readonly fields: EntryFields; readonly isUnended?: boolean }
  | { readonly line: number; readonly problem: string; readonly isUnended?: boolean }

/** Fields of the file by their names; absent where the file leaves them out. */
export interface EntryFields {
  readonly value: unknown
  readonly expires_at?: unknown
  readonly source?: unknown
  readonly note?: unknown
}

/** The file as a whole: what no line can say. */
export interface FileFacts {
  /** Columns or fields that are not read. */
  readonly ignored: Set<string>
}

const FIELDS = ['value', 'expires_at', 'source', 'note'] as const
type Field = (typeof FIELDS)[number]
/** Fields of our own export that say nothing new. */
const KNOWN = new Set<string>([...FIELDS, 'match', 'created_at', 'id'])
const DELIMITERS = [',', ';', '\t']
/** A cell with line breaks in it is a note; a longer one is a quote that nobody closed. */
const ROW_LINES_MAX = 20
const NAME_LENGTH_SHOWN = 64

/**
 * The entries of a file. Blank lines and lines that begin with `#` or `;` are comments of a text
 * file and no entries.
 * @throws CliError `file` when the file as a whole cannot be one, or ends too early
 */
export function fileEntries(
  format: FileFormat,
  lines: AsyncIterable<readonly TextLine[]>,
  facts: FileFacts,
): AsyncGenerator<FileEntry[]> {
  if (format === 'txt') return textEntries(lines)
  return format === 'csv' ? csvEntries(lines, facts) : jsonEntries(lines, facts)
}

async function* textEntries(
  lines: AsyncIterable<readonly TextLine[]>,
): AsyncGenerator<FileEntry[]> {
  for await (const some of lines) {
    const entries: FileEntry[] = []
    for (const line of some) {
      if (line.text === null) entries.push(unread(line))
      else if (!/^\s*(?:[#;]|$)/.test(line.text)) {
        entries.push({ line: line.number, fields: { value: line.text.trim() }, ...endOf(line) })
      }
    }
    yield entries
  }
}

async function* csvEntries(
  lines: AsyncIterable<readonly TextLine[]>,
  facts: FileFacts,
): AsyncGenerator<FileEntry[]> {
  let header: Header | undefined
  /** Lines of a row that goes on. */
  let open: TextLine[] = []
  for await (const some of lines) {
    const entries: FileEntry[] = []
    const waiting = some.slice().reverse()
    for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
      if (line.text === null) {
        entries.push(unread(line))
        continue
      }
      if (open.length === 0 && line.text.trim() === '') continue
      if (header === undefined) {
        header = readHeader(line, facts)
        continue
      }
      open.push(line)
      const row = parseCsvRow(open.map(({ text }) => text).join('\n'), header.delimiter)
      if (row.state === 'open' && open.length < ROW_LINES_MAX) continue
      const [first, ...others] = open
      open = []
      if (row.state === 'row') {
        entries.push(csvEntry(header, row.cells, first!, line))
        continue
      }
      const problem = row.state === 'bad' ? 'is no CSV' : 'opens a quote that is not closed'
      entries.push({ line: first!.number, problem, ...endOf(line) })
      // Its quote was a slip: what was taken for the rest of the cell are rows of their own.
      waiting.push(...others.reverse())
    }
    yield entries
  }
  if (header === undefined) throw new CliError('file', 'the file is empty')
  if (open.length > 0) {
    throw cutOff(`inside the quotes that line ${open[0]!.number} opens`)
  }
}

interface Header {
  readonly delimiter: string
  readonly columns: readonly string[]
}

function readHeader({ text, number }: TextLine, { ignored }: FileFacts): Header {
  for (const delimiter of DELIMITERS) {
    const row = parseCsvRow(text ?? '', delimiter)
    if (row.state !== 'row') continue
    const columns = row.cells.map((cell) => cell.trim().toLowerCase())
    if (!columns.includes('value')) continue
    const twice = columns.find((name, at) => columns.indexOf(name) !== at)
    if (twice !== undefined)
      throw new CliError('file', `the column \`${twice}\` stands there twice`)
    for (const name of columns) if (!KNOWN.has(name)) ignored.add(shownName(name))
    return { delimiter, columns }
  }
  throw new CliError(
    'file',
    `line ${number} must name the columns, one of them \`value\`; if each line is a value, give \`--format txt\``,
  )
}

function csvEntry(
  { columns }: Header,
  cells: readonly string[],
  first: TextLine,
  last: TextLine,
): FileEntry {
  if (cells.length !== columns.length) {
    const problem = `has ${cells.length} cells where the header has ${columns.length}`
    return { line: first.number, problem, ...endOf(last) }
  }
  const fields: { [name in Field]?: string } = {}
  for (const name of FIELDS) {
    const cell = cells[columns.indexOf(name)]
    // An empty cell says nothing.
    if (cell !== undefined && (cell !== '' || name === 'value'))
      fields[name] = readCell(cell.trim())
  }
  return { line: first.number, fields: fields as EntryFields, ...endOf(last) }
}

async function* jsonEntries(
  lines: AsyncIterable<readonly TextLine[]>,
  facts: FileFacts,
): AsyncGenerator<FileEntry[]> {
  let array: JsonElements | null | undefined
  for await (const some of lines) {
    const entries: FileEntry[] = []
    for (const line of some) {
      if (line.text === null) {
        if (array != null) throw new CliError('file', `line ${line.number} ${line.problem}`)
        entries.push(unread(line))
        continue
      }
      if (array === undefined && line.text.trim() !== '') {
        array = line.text.trimStart().startsWith('[') ? new JsonElements() : null
      }
      if (array == null) {
        if (line.text.trim() !== '') {
          entries.push({ ...jsonEntry(line.text, line.number, facts), ...endOf(line) })
        }
        continue
      }
      const elements = array.push(line.text, line.number)
      if (typeof elements === 'string') throw elementFault(elements, line.number)
      for (const { text, line: number } of elements) entries.push(jsonEntry(text, number, facts))
    }
    yield entries
  }
  if (array === undefined) throw new CliError('file', 'the file is empty')
  if (array !== null && !array.isClosed) throw cutOff('before the array is closed')
}

function jsonEntry(text: string, line: number, { ignored }: FileFacts): FileEntry {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // What the parser says quotes the text.
    return { line, problem: 'is no JSON' }
  }
  if (typeof value === 'string') return { line, fields: { value } }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { line, problem: 'must be a text, or an object with `value`' }
  }
  const fields: { [name in Field]?: unknown } = {}
  for (const [name, field] of Object.entries(value)) {
    if (!KNOWN.has(name)) ignored.add(shownName(name))
    // `null` is how an export writes that there is none; so is an empty note.
    const isSaid = field !== null && (field !== '' || name === 'value')
    if (isSaid && FIELDS.some((known) => known === name)) fields[name as Field] = field
  }
  return { line, fields: fields as EntryFields }
}

/** A name of the file's own: it may be anything. */
function shownName(name: string): string {
  return hasCardNumber(name) ? '[card number]' : name.slice(0, NAME_LENGTH_SHOWN)
}

const ELEMENT_FAULTS: Readonly<Record<ElementProblem, string>> = {
  no_array: 'must begin with `[`, or be one JSON value to a line',
  too_long: 'holds an element that is longer than 65,536 characters',
  text_behind: 'stands behind the end of the array',
}

function elementFault(problem: ElementProblem, line: number): CliError {
  return new CliError('file', `line ${line} ${ELEMENT_FAULTS[problem]}`)
}

export function cutOff(where: string): CliError {
  return new CliError('file', `the file is cut off: it ends ${where}`)
}

function unread(line: TextLine): FileEntry {
  return { line: line.number, problem: line.problem ?? 'cannot be read', ...endOf(line) }
}

function endOf({ isUnended }: TextLine): { isUnended?: boolean } {
  return isUnended === undefined ? {} : { isUnended }
}
