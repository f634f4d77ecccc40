import { createReadStream, existsSync, openSync, readSync, closeSync, statSync } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse, type Options } from 'csv-parse'
import { CliError } from '../cli-error.ts'

/** Characters of one row; the longest rows of the field are some 10 KB. */
const ROW_CHARACTERS_MAX = 1_000_000
const GZIP_MAGIC = [0x1f, 0x8b]

/** One row of a table, or why it is none. Rows are counted from 1, under the header. */
export type TableRow =
  | { readonly ok: true; readonly number: number; readonly cells: readonly string[] }
  | { readonly ok: false; readonly number: number; readonly problem: string }

export interface Table {
  readonly header: readonly string[]
  rows(): AsyncIterable<TableRow>
  /** How much of the file has been read, 0 to 1. */
  progress(): number
  close(): void
}

/**
 * Opens a CSV file (RFC 4180, UTF-8, first row is the header), gzip or plain, as a stream.
 * @throws CliError `file` when it cannot be read, is empty or its header is unusable
 */
export async function openTable(path: string): Promise<Table> {
  if (!existsSync(path)) throw new CliError('file', `there is no file \`${path}\``)
  const bytes = statSync(path).size
  const file = createReadStream(path)
  const problems: string[] = []
  const parser = parse(csvOptions((problem) => problems.push(problem)))
  const source: Readable[] = isGzip(path) ? [file, createGunzip()] : [file]
  // Errors of any part arrive at the parser, which the reader is waiting for.
  pipeline([...source, parser], () => {})
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<string[]>
  const first = await records.next().catch((error: Error) => {
    throw new CliError('file', `\`${path}\` cannot be read: ${error.message}`)
  })
  if (first.done || problems.length > 0) {
    throw new CliError(
      'file',
      `\`${path}\` has no header row${problems.map((text) => `: ${text}`)[0] ?? ''}`,
    )
  }
  const header = first.value.map((name) => name.trim())
  refuseDuplicates(path, header)
  return {
    header,
    rows: () => rows(path, records, header.length, problems),
    progress: () => (bytes === 0 ? 1 : Math.min(1, file.bytesRead / bytes)),
    close: () => void file.destroy(),
  }
}

function csvOptions(skipped: (problem: string) => void): Options {
  return {
    bom: true,
    max_record_size: ROW_CHARACTERS_MAX,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip(error) {
      skipped(error === undefined ? 'no CSV' : `no CSV: ${error.code.toLowerCase()}`)
      return undefined
    },
  }
}

async function* rows(
  path: string,
  records: AsyncIterator<string[]>,
  columns: number,
  problems: string[],
): AsyncGenerator<TableRow> {
  let number = 0
  for (;;) {
    const next = await records.next().catch((error: Error) => {
      throw new CliError('file', `\`${path}\` breaks off after row ${number}: ${error.message}`)
    })
    while (problems.length > 0) yield { ok: false, number: ++number, problem: problems.shift()! }
    if (next.done) return
    const cells = next.value
    number++
    yield cells.length === columns
      ? { ok: true, number, cells }
      : {
          ok: false,
          number,
          problem: `${cells.length} columns where the header has ${columns}`,
        }
  }
}

function refuseDuplicates(path: string, header: readonly string[]): void {
  const twice = header.find((name, index) => header.indexOf(name) !== index)
  if (twice === undefined) return
  throw new CliError('file', `\`${path}\` has the column \`${twice}\` twice: rename one`)
}

function isGzip(path: string): boolean {
  const start = new Uint8Array(GZIP_MAGIC.length)
  const file = openSync(path, 'r')
  try {
    readSync(file, start)
  } finally {
    closeSync(file)
  }
  return GZIP_MAGIC.every((byte, index) => start[index] === byte)
}
