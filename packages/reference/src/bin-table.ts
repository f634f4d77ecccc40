import type { IssuerAnswer, IssuerFacts, ReferenceSource } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import { OWN_COLUMNS, readBinHeader, type BinColumns } from './bin-columns.ts'
import { csvCells, linesOf } from './csv.ts'
import { ReferenceDataError } from './errors.ts'
import { readOperatorFile } from './operator-file.ts'
import { finish, STEPS_PER_SLICE, type Sliced } from './slices.ts'
import { shortDigest } from './sources.ts'

/** A full commercial table has some 400,000 rows of 100 bytes. */
export const BIN_TABLE_BYTES_MAX = 128 * 1024 * 1024
const FUNDINGS = new Set(['credit', 'debit', 'prepaid', 'charge'])
/** Prefixes are compared as eight digits: `4571` is 45710000 to 45719999. */
const DIGITS = 8

interface Row {
  readonly first: number
  readonly last: number
  readonly issuer: IssuerFacts
}

/**
 * An operator's issuer table. CSV with the header `bin_start,bin_end,country,issuer,funding`:
 * prefixes of 4 to 8 digits (both ends inclusive, `bin_end` may be empty), country as ISO 3166-1
 * alpha-2, funding one of credit, debit, prepaid, charge; the last three may be empty. Headers of
 * other tables are read too (`bin-columns.ts`): there a funding that has no word of ours is not known.
 */
export class BinTable {
  readonly source: ReferenceSource
  readonly #rows: readonly Row[]

  constructor(source: ReferenceSource, rows: readonly Row[]) {
    this.source = source
    this.#rows = rows
  }

  /** @throws ReferenceDataError `feed_invalid`, naming the line */
  static open(path: string): BinTable {
    const read = readOperatorFile({ path, bytesMax: BIN_TABLE_BYTES_MAX })
    if (!read.ok) throw binTableInvalid(path, read.why)
    return finish(readBinTable(path, read.bytes))
  }

  lookUp(bin: string): IssuerAnswer {
    const value = Number(bin.padEnd(DIGITS, '0'))
    let low = 0
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#rows[middle]?.first ?? 0) <= value) low = middle + 1
      else high = middle
    }
    const row = this.#rows[low - 1]
    return row !== undefined && value <= row.last ? row.issuer : notKnown('not_in_reference_data')
  }
}

export function binTableInvalid(path: string, why: string): ReferenceDataError {
  return new ReferenceDataError('feed_invalid', `bin table \`${path}\` ${why}; correct the file`)
}

/** @throws ReferenceDataError `feed_invalid`, naming the line */
export function* readBinTable(path: string, bytes: Buffer): Sliced<BinTable> {
  const text = bytes.toString('utf8')
  const version = shortDigest(text)
  const source = { id: 'bin_table', version, licence: 'operator', attribution: '' }
  return new BinTable(source, yield* parseRows(path, text))
}

function* parseRows(path: string, text: string): Sliced<readonly Row[]> {
  const rows: Row[] = []
  let columns: BinColumns | undefined
  let lineNumber = 0
  for (const line of linesOf(text)) {
    lineNumber++
    if (lineNumber % STEPS_PER_SLICE === 0) yield
    if (lineNumber === 1) {
      columns = readBinHeader(csvCells(line.replace('\uFEFF', '')))
      if (columns === undefined) {
        throw binTableInvalid(path, `needs the header \`${OWN_COLUMNS.join(',')}\``)
      }
      continue
    }
    if (line.trim() === '' || columns === undefined) continue
    const row = parseRow(csvCells(line), columns)
    if (row === undefined) throw binTableInvalid(path, `line ${lineNumber} cannot be read`)
    rows.push(row)
  }
  rows.sort((a, b) => a.first - b.first)
  if (columns?.isOwn === false) return narrowed(rows)
  const overlap = rows.findIndex((row, at) => row.first <= (rows[at - 1]?.last ?? -1))
  if (overlap >= 0) throw binTableInvalid(path, `has two rows for ${rows[overlap]?.first ?? 0}`)
  return rows
}

/**
 * Tables of others hold a range and, inside it, exceptions: the narrower row has the say.
 * @param rows by where they begin
 */
function narrowed(rows: readonly Row[]): readonly Row[] {
  const sorted = rows.toSorted((a, b) => a.first - b.first || b.last - a.last)
  const parts: Row[] = []
  /** Ranges that are still open, the narrowest last. */
  const open: Row[] = []
  let at = 0
  const closeUpTo = (end: number) => {
    for (let top = open.at(-1); top !== undefined && at <= end; top = open.at(-1)) {
      const last = Math.min(top.last, end)
      if (last >= at) parts.push({ ...top, first: at, last })
      at = Math.max(at, last + 1)
      if (top.last > end) return
      open.pop()
    }
  }
  for (const row of sorted) {
    closeUpTo(row.first - 1)
    at = row.first
    open.push(row)
  }
  closeUpTo(Infinity)
  return parts
}

function parseRow(cells: readonly string[], columns: BinColumns): Row | undefined {
  const cell = (at: number) => cells[at]?.trim() ?? ''
  const start = cell(columns.start)
  const endOrStart = cell(columns.end) || start
  const isPrefix = (text: string): boolean => /^\d{4,8}$/.test(text)
  if (!isPrefix(start) || !isPrefix(endOrStart) || cells.length !== columns.count) return undefined
  const { isOwn } = columns
  const country = isOwn ? cell(columns.country) : cell(columns.country).toUpperCase()
  if (country !== '' && !/^[A-Z]{2}$/.test(country)) return undefined
  const funding = isOwn ? cell(columns.funding) : foreignFunding(cell, columns)
  if (funding !== '' && !FUNDINGS.has(funding)) return undefined
  const first = Number(start.padEnd(DIGITS, '0'))
  const last = Number(endOrStart.padEnd(DIGITS, '9'))
  const issuer: IssuerFacts = {
    known: true,
    country: country === '' ? null : country,
    name: cell(columns.issuer) || null,
    funding: funding === '' ? null : (funding as NonNullable<IssuerFacts['funding']>),
  }
  return first <= last ? { first, last, issuer } : undefined
}

/** `credit`, `DEBIT`, `Prepaid`; of what is neither, nothing is known. */
function foreignFunding(cell: (at: number) => string, columns: BinColumns): string {
  if (/^(y|yes|true|1)$/i.test(cell(columns.prepaid))) return 'prepaid'
  const word = cell(columns.funding).toLowerCase()
  return [...FUNDINGS].find((known) => word.split(/[^a-z]+/).includes(known)) ?? ''
}
