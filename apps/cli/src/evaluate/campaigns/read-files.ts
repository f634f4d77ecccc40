import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { domainParts } from '@gatehouse/sites'
import { CliError } from '../../cli-error.ts'
import { openTable } from '../../replay/read-table.ts'

/** Bytes of an unpacked JSON Lines file. */
const BYTES_MAX = 256 * 1024 * 1024

/** Rows of a CSV file by the names of its columns; what is no row is left out and counted. */
export async function readRows(
  path: string,
  columns: readonly string[],
): Promise<{ rows: Record<string, string>[]; bad: number }> {
  const table = await openTable(path)
  const missing = columns.find((column) => !table.header.includes(column))
  if (missing !== undefined) {
    table.close()
    throw new CliError('file', `\`${path}\` has no column \`${missing}\``)
  }
  const places = columns.map((column) => [column, table.header.indexOf(column)] as const)
  const rows: Record<string, string>[] = []
  let bad = 0
  for await (const row of table.rows()) {
    if (!row.ok) bad += 1
    else rows.push(Object.fromEntries(places.map(([column, at]) => [column, row.cells[at] ?? ''])))
  }
  return { rows, bad }
}

/** Objects of a JSON Lines file, gzip or plain. */
export function readJsonLines(path: string): { rows: Record<string, unknown>[]; bad: number } {
  if (!existsSync(path)) throw new CliError('file', `there is no file \`${path}\``)
  const bytes = readFileSync(path)
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const text = (isGzip ? gunzipSync(bytes, { maxOutputLength: BYTES_MAX }) : bytes).toString('utf8')
  const rows: Record<string, unknown>[] = []
  let bad = 0
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    try {
      const row: unknown = JSON.parse(line)
      if (typeof row === 'object' && row !== null) rows.push(row as Record<string, unknown>)
      else bad += 1
    } catch {
      bad += 1
    }
  }
  return { rows, bad }
}

/** The registrable domain of an address or host; `null` for an IP address or what is neither. */
export function siteOf(indicator: string): string | null {
  const host = indicator
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .split(/[/:?#]/)[0]!
    .replace(/\.$/, '')
  if (/^[\d.]+$/.test(host) || !/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(host)) return null
  return domainParts(host).registrable
}
