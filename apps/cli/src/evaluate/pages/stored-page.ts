import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseHost } from './parse-host.ts'
import { CliError } from '../../cli-error.ts'

/** One line of a file of pages. */
export interface StoredPage {
  readonly id: string
  readonly html: string
  /** Template of a kit or shop; the site of any other page. */
  readonly group: string
  /** Who has it: the kit or the site. Two of one owner say nothing about a template. */
  readonly owner: string
  /** Host and registrable domain; `null` where the file has no address. */
  readonly place: { readonly host: string; readonly domain: string } | null
}

/** Which key of a line names the owner. */
export type OwnerKey = 'kit' | 'site'

/** Bytes of a file, unpacked. */
const FILE_MAX = 1_000_000_000

/**
 * Pages of a JSON Lines file, plain or gzip: `html`, and of `id, template, kit, site, url` what there
 * is. A line that is no page is an error: what is measured must be all that was given.
 */
export function readStoredPages(path: string, ownerKey: OwnerKey): StoredPage[] {
  const lines = unpacked(path).split('\n')
  return lines.flatMap((line, at) =>
    line.trim() === '' ? [] : [pageOf(line, at + 1, path, ownerKey)],
  )
}

function unpacked(path: string): string {
  try {
    const bytes = readFileSync(path)
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
    return (isGzip ? gunzipSync(bytes, { maxOutputLength: FILE_MAX }) : bytes).toString('utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError('file', `\`${path}\` cannot be read: ${reason}`)
  }
}

function pageOf(line: string, number: number, path: string, ownerKey: OwnerKey): StoredPage {
  const row = objectOf(line)
  const text = (key: string) => (typeof row?.[key] === 'string' ? (row[key] as string) : '')
  if (typeof row?.['html'] !== 'string') {
    throw new CliError('file', `\`${path}\`, line ${number}: no JSON object with a text \`html\``)
  }
  const id = text('id') || String(number)
  const owner = text(ownerKey) || text('site') || id
  return {
    id,
    html: text('html'),
    group: text('template') || text('site') || id,
    owner,
    place: parseHost(text('url')),
  }
}

function objectOf(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
