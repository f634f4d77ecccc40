import { readFileSync } from 'node:fs'
import type { SourceId } from './sources.ts'
import { ownDataFile, sourceFile } from './sources.ts'
import { buildStringTable } from './string-table.ts'
import type { TableFile } from './table-file.ts'

/** Union of the disposable lists; the free providers are those that none of them names. */
export function compileMail(): TableFile {
  const regular = new Set(
    ownDataFile('regular-mail-domains.txt')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  )
  const disposable = [
    ...readList('disposable_a', 'index.json'),
    ...readList('disposable_a', 'wildcard.json'),
    ...readList('disposable_b', 'domains.json'),
  ].filter((domain) => !regular.has(domain))
  const thrownAway = new Set(disposable)
  const listed = readList('free_mail', 'domains.json').filter((domain) => !thrownAway.has(domain))
  const free = [...listed, ...regular]
  return {
    meta: {},
    tables: {
      ...buildStringTable('disposable', disposable).tables,
      ...buildStringTable('free', free).tables,
    },
  }
}

function readList(source: SourceId, file: string): readonly string[] {
  const list = JSON.parse(readFileSync(sourceFile(source, file), 'utf8')) as readonly string[]
  return list.map((domain) => domain.trim().toLowerCase()).filter((domain) => domain.includes('.'))
}
