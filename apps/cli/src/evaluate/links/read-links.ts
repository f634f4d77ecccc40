import { readLink, type Link, type ReadLink } from '@gatehouse/sites'
import { CliError } from '../../cli-error.ts'
import { openTable } from '../../replay/read-table.ts'

/** One row of a table of links. */
export interface LinkRow {
  /** From 1, under the header. */
  readonly row: number
  readonly label: 0 | 1
  /** `null`: no browser would take it. */
  readonly link: Link | null
  readonly text: string
  readonly source: string
  /** The domain is in nothing that was learned from; `null`: the table does not say. */
  readonly isNovel: boolean | null
  /** The domain is in a list that ships. */
  readonly isInReference: boolean
}

/**
 * Reads a table of links: `url` (or `domain`) and `label` (1: malicious), and where it has them
 * `source`, `novel` and `in_shared_reference`.
 *
 * @param everyLabel for a table without labels
 * @throws CliError when the file cannot be read or has no such columns
 */
export async function readLinks(path: string, everyLabel?: 0 | 1): Promise<LinkRow[]> {
  const table = await openTable(path)
  try {
    const place = (name: string): number => table.header.indexOf(name)
    const urlAt = place('url') < 0 ? place('domain') : place('url')
    if (urlAt < 0 || (everyLabel === undefined && place('label') < 0)) {
      throw new CliError('file', `\`${path}\` needs the columns \`url\` and \`label\``)
    }
    const rows: LinkRow[] = []
    for await (const row of table.rows()) {
      if (!row.ok) continue
      const cell = (name: string): string => row.cells[place(name)]?.trim() ?? ''
      const label = everyLabel ?? Number(cell('label'))
      if (label !== 0 && label !== 1) continue
      const text = row.cells[urlAt]!.trim()
      const read = readRow(text)
      rows.push({
        row: row.number,
        label,
        link: read.ok ? read.link : null,
        text,
        source: cell('source'),
        isNovel: cell('novel') === '' ? null : cell('novel') === '1',
        isInReference: cell('in_shared_reference') === '1',
      })
    }
    return rows
  } finally {
    table.close()
  }
}

/** Rows of a set are links, whether or not their suffix is known. */
export function readRow(text: string): ReadLink {
  const read = readLink(text)
  return !read.ok && read.issue === 'not_a_link' ? readLink(`https://${text}`) : read
}
