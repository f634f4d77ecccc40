import type { BlocklistEntry } from '../entry.ts'
import type { Feed, WrittenFeed } from '../feed.ts'
import { wireEntry } from './json.ts'
import { writeLines } from './lines.ts'

const COLUMNS = [
  'kind',
  'key',
  'verdict',
  'confidence',
  'campaign_id',
  'reasons',
  'sources',
  'decided_at',
  'added_at',
  'expires_at',
  'retest_at',
] as const

/** A table (RFC 4180 after the comments of its header); several values in a field are apart by `|`. */
export function writeCsv(feed: Feed): WrittenFeed {
  return writeLines(feed, {
    comment: '# ',
    afterHeader: [COLUMNS.join(',')],
    linesOf: (entry) => [row(entry)],
  })
}

function row(entry: BlocklistEntry): string {
  const wire = wireEntry(entry)
  return COLUMNS.map((column) => field(wire[column])).join(',')
}

/** A field that a spreadsheet would take for a formula is marked as text. */
function field(value: string | number | null | readonly string[]): string {
  if (value === null) return ''
  const text = typeof value === 'object' ? value.join('|') : String(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
