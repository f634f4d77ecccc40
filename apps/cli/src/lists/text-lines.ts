import { isAscii, isUtf8 } from 'node:buffer'
import { CliError } from '../cli-error.ts'

/** One line of a file, counted from 1. */
export interface TextLine {
  readonly number: number
  /** Without the line break; `null` where it cannot be read. */
  readonly text: string | null
  /** Why it cannot be read. */
  readonly problem?: string
  /** The file ends behind it without a line break: it may have been cut off in the middle. */
  readonly isUnended?: true
}

/** Values have at most 255 characters; a note and some columns more fit many times. */
const LINE_BYTES_MAX = 65_536
const LINE_FEED = 10
/** UTF-16 of Latin letters is every other byte a zero; a text has none. */
const ZERO_SHARE_MAX = 0.02
const LOOKED_AT_BYTES = 65_536

const NOT_UTF8 = 'is not UTF-8 (Latin-1 perhaps): convert the file with `iconv -t UTF-8`'
const TOO_LONG = `is longer than ${LINE_BYTES_MAX} bytes`

/**
 * The lines of a UTF-8 file, as many at a time as came together. A line that is no UTF-8, or too
 * long to be held, is said to be; the lines after it are read.
 * @throws CliError `file` for UTF-16 and for what is no text
 */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<TextLine[]> {
  let number = 0
  let rest: Buffer = Buffer.alloc(0)
  let isFirst = true
  /** Inside a line that is too long: what comes until its end is let go. */
  let isSkipping = false
  for await (const chunk of chunks) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    if (isFirst) {
      bytes = withoutMark(bytes)
      refuseNoText(bytes)
      isFirst = false
    }
    const lines: TextLine[] = []
    if (isSkipping) {
      const end = bytes.indexOf(LINE_FEED)
      rest = Buffer.alloc(0)
      if (end === -1) continue
      lines.push({ number: ++number, text: null, problem: TOO_LONG })
      isSkipping = false
      bytes = bytes.subarray(end + 1)
    }
    const end = bytes.lastIndexOf(LINE_FEED)
    if (end >= 0) {
      for (const line of split(bytes.subarray(0, end), number)) lines.push(line)
      number = lines.at(-1)!.number
    }
    rest = bytes.subarray(end + 1)
    if (rest.length > LINE_BYTES_MAX) {
      isSkipping = true
      rest = Buffer.alloc(0)
    }
    if (lines.length > 0) yield lines
  }
  if (isSkipping) yield [{ number: number + 1, text: null, problem: TOO_LONG, isUnended: true }]
  else if (rest.length > 0) yield [{ ...split(rest, number)[0]!, isUnended: true }]
}

function split(bytes: Buffer, before: number): TextLine[] {
  if (isUtf8(bytes)) {
    const text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
    return text.split('\n').map((line, at) => ({ number: before + at + 1, text: plain(line) }))
  }
  const lines: TextLine[] = []
  for (let at = 0; at <= bytes.length;) {
    const found = bytes.indexOf(LINE_FEED, at)
    const line = bytes.subarray(at, found === -1 ? bytes.length : found)
    const number = before + lines.length + 1
    lines.push(
      isUtf8(line)
        ? { number, text: plain(line.toString('utf8')) }
        : { number, text: null, problem: NOT_UTF8 },
    )
    at += line.length + 1
  }
  return lines
}

/** Windows ends its lines with a carriage return too. */
function plain(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

function withoutMark(bytes: Buffer): Buffer {
  const [a, b, c] = bytes
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    throw new CliError(
      'file',
      'the file is UTF-16: convert it with `iconv -f UTF-16 -t UTF-8 FILE`, or save it as UTF-8',
    )
  }
  return a === 0xef && b === 0xbb && c === 0xbf ? bytes.subarray(3) : bytes
}

function refuseNoText(bytes: Buffer): void {
  const start = bytes.subarray(0, LOOKED_AT_BYTES)
  let zeros = 0
  for (const byte of start) if (byte === 0) zeros++
  if (zeros <= start.length * ZERO_SHARE_MAX) return
  throw new CliError(
    'file',
    'the file is no UTF-8 text, but UTF-16 or binary: save it as UTF-8 text, one item to a line',
  )
}
