import type { IssuerAnswer, IssuerFacts, ReferenceSource } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import { csvCells, linesOf } from './csv.ts'
import { ReferenceDataError } from './errors.ts'
import { readOperatorFile } from './operator-file.ts'
import { finish, STEPS_PER_SLICE, type Sliced } from './slices.ts'
import { shortDigest } from './sources.ts'

/** A full commercial table has some 400,000 rows of 100 bytes. */
export const BIN_TABLE_BYTES_MAX = 128 * 1024 * 1024
const COLUMNS = ['bin_start', 'bin_end', 'country', 'issuer', 'funding'] as const
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
 * alpha-2, funding one of credit, debit, prepaid, charge; the last three may be empty.
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
  let lineNumber = 0
  for (const line of linesOf(text)) {
    lineNumber++
    if (lineNumber % STEPS_PER_SLICE === 0) yield
    if (lineNumber === 1) {
      if (line.trim() !== COLUMNS.join(','))
        throw binTableInvalid(path, `needs the header \`${COLUMNS.join(',')}\``)
      continue
    }
    if (line.trim() === '') continue
    const row = parseRow(csvCells(line))
    if (row === undefined) throw binTableInvalid(path, `line ${lineNumber} cannot be read`)
    rows.push(row)
  }
  rows.sort((a, b) => a.first - b.first)
  const overlap = rows.findIndex((row, at) => row.first <= (rows[at - 1]?.last ?? -1))
  if (overlap >= 0) throw binTableInvalid(path, `has two rows for ${rows[overlap]?.first ?? 0}`)
  return rows
}

function parseRow(cells: readonly string[]): Row | undefined {
  const [start = '', end = '', country = '', name = '', funding = ''] = cells.map((c) => c.trim())
  const endOrStart = end === '' ? start : end
  const isPrefix = (text: string): boolean => /^\d{4,8}$/.test(text)
  if (!isPrefix(start) || !isPrefix(endOrStart) || cells.length !== COLUMNS.length) return undefined
  if (country !== '' && !/^[A-Z]{2}$/.test(country)) return undefined
  if (funding !== '' && !FUNDINGS.has(funding)) return undefined
  const first = Number(start.padEnd(DIGITS, '0'))
  const last = Number(endOrStart.padEnd(DIGITS, '9'))
  const issuer: IssuerFacts = {
    known: true,
    country: country === '' ? null : country,
    name: name === '' ? null : name,
    funding: funding === '' ? null : (funding as NonNullable<IssuerFacts['funding']>),
  }
  return first <= last ? { first, last, issuer } : undefined
}
