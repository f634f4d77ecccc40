import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CliError } from '../cli-error.ts'
import { suggestion } from '../nearest.ts'
import { readLines, type TextLine } from './text-lines.ts'

export const FILE_FORMATS = ['txt', 'csv', 'json'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

/** How much is read at a time; a line is held as a whole, a file never is. */
const CHUNK_BYTES = 1024 * 1024
const GZIP_MAGIC = [0x1f, 0x8b]

const ENDINGS: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  txt: 'txt',
  list: 'txt',
  lst: 'txt',
  netset: 'txt',
  ipset: 'txt',
}

/** A file of list items, plain or gzip, as a stream of lines. */
export interface ListFile {
  lines(): AsyncIterable<TextLine[]>
  /** How much of the file has been read, 0 to 1. */
  progress(): number
  close(): void
}

/** @throws CliError `usage` when neither the option nor the ending of the name says it */
export function formatOf(path: string, option: string | undefined): FileFormat {
  if (option !== undefined) {
    const format = FILE_FORMATS.find((known) => known === option)
    if (format !== undefined) return format
    const hint = suggestion(option, FILE_FORMATS) || `: give ${FILE_FORMATS.join(', ')}`
    throw new CliError('usage', `\`--format\`: there is no format \`${option}\`${hint}`)
  }
  const ending = /\.([A-Za-z0-9]+)(?:\.gz)?$/.exec(path)?.[1]?.toLowerCase() ?? ''
  const format = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined
  if (format !== undefined) return format
  throw new CliError(
    'usage',
    `the name \`${path}\` does not say what it holds: give \`--format\` ${FILE_FORMATS.join(', ')}`,
  )
}

/** @throws CliError `file` when there is no such file */
export function openListFile(path: string): ListFile {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw new CliError('file', `there is no file \`${path}\``)
  if (!stat.isFile()) throw new CliError('file', `\`${path}\` is no file`)
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  const source: Readable = isGzip(path)
    ? // An error of either part arrives at the reader.
      pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => {})
    : file
  // An error that comes before anybody reads is kept by the stream and told to whoever reads first.
  source.on('error', () => {})
  return {
    lines: () => readLines(chunksOf(source)),
    progress: () => (stat.size === 0 ? 1 : Math.min(1, file.bytesRead / stat.size)),
    close: () => void file.destroy(),
  }
}

async function* chunksOf(source: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source) yield chunk as Buffer
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!code.startsWith('Z_')) throw error
    throw new CliError('file', 'the file is cut off or damaged: it does not unpack to its end')
  }
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
