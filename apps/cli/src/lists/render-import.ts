import { counted, number, right, textTable, type Cell } from '../text-table.ts'
import { shown, type ImportOutcome } from './import-list.ts'

/** What an import did, for a person. */
export function renderImport(
  name: string,
  path: string,
  { read, counts, refusedBecause }: ImportOutcome,
  isDryRun: boolean,
): string {
  const { entries, refused, expired, repeated } = read
  const rows: Cell[][] = [
    ['lines read', right(number(entries)), ''],
    ['added', right(number(counts.added)), ''],
    ['renewed', right(number(counts.renewed)), ''],
    ['removed', right(number(counts.removed)), ''],
    ['repeated', right(number(repeated)), ''],
    ['expired, left out', right(number(expired)), ''],
    ['refused', right(number(refused)), entries === 0 ? '' : right(shown(refused / entries))],
  ]
  const did =
    refusedBecause !== null
      ? 'nothing was changed'
      : isDryRun
        ? 'this is what an import would do; nothing was changed'
        : 'imported'
  return `${name}, from ${path}: ${did}\n\n${textTable(rows)}`
}

/** What was wrong with the file, for the person who has to mend it; empty when nothing was. */
export function renderRefusals({ read, facts, refusedBecause }: ImportOutcome): string {
  const { refused, refusals, reasons, endsWithoutBreak } = read
  const parts: string[] = []
  if (refused > 0) {
    const most = [...reasons].sort(([, a], [, b]) => b - a)
    parts.push(
      `refused, by reason\n\n${textTable(most.slice(0, REASONS_SHOWN).map(([reason, many]) => [right(number(many)), reason]))}`,
      `the first ${refusals.length === 1 ? 'one' : refusals.length}\n\n${textTable(
        refusals.map(({ line, message }) => [right(`line ${line}`), message]),
      )}`,
    )
  }
  if (facts.ignored.size > 0) {
    const names = [...facts.ignored].slice(0, NAMES_SHOWN)
    parts.push(`not read: ${counted(facts.ignored.size, 'column')} (${names.join(', ')})`)
  }
  if (endsWithoutBreak) {
    parts.push(
      'the last line does not end with a line break: if the file was cut off, its value is half a value',
    )
  }
  if (refusedBecause !== null) parts.push(`nothing was changed: ${refusedBecause}`)
  return parts.join('\n\n')
}

const REASONS_SHOWN = 20
const NAMES_SHOWN = 10
