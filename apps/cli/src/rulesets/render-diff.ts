import type { DiffSection, FieldChange, RulesetDiff } from '@gatehouse/contract'
import { counted, number } from '../text-table.ts'

const SECTIONS: Readonly<Record<DiffSection, string>> = {
  base: 'fact',
  rules: 'rule',
  policy: 'policy',
}

/** Differences of two rulesets, as a person reads them. */
export function renderDiff(diff: RulesetDiff, from: string, to: string): string {
  if (diff.is_same) return `${from} and ${to} say the same`
  const { fields, added, removed, changed } = diff
  const parts = [
    `${from} -> ${to}: ${counted(added.length, 'entry', 'entries')} added, ${removed.length} removed, ${changed.length} changed`,
    ...(fields.length === 0 ? [] : [`the ruleset as a whole\n${fields.map(fieldLine).join('\n')}`]),
    ...removed.map(
      ({ section, id, entry }) => `- ${SECTIONS[section]} ${id}\n${entryLines('-', entry)}`,
    ),
    ...added.map(
      ({ section, id, entry }) => `+ ${SECTIONS[section]} ${id}\n${entryLines('+', entry)}`,
    ),
    ...changed.map(changedText),
    ...(diff.is_reordered ? ['the order of the rules is another'] : []),
  ]
  return parts.join('\n\n')
}

function changedText({ section, id, fields, thresholds }: RulesetDiff['changed'][number]): string {
  const moved = thresholds.map(({ from, to }) => `${plain(from)} -> ${plain(to)}`)
  const head = `~ ${SECTIONS[section]} ${id}${moved.length === 0 ? '' : `: threshold ${moved.join(', ')}`}`
  return [head, ...fields.map(fieldLine)].join('\n')
}

function fieldLine({ field, from, to }: FieldChange): string {
  if (field === 'tests') return `    tests: ${casesShown(casesOf(from), casesOf(to))}`
  if (from === null) return `    ${field}: + ${shown(to)}`
  if (to === null) return `    ${field}: - ${shown(from)}`
  const line = `    ${field}: ${shown(from)} -> ${shown(to)}`
  return line.length <= LINE_LENGTH
    ? line
    : `    ${field}:\n      - ${shown(from)}\n      + ${shown(to)}`
}
const LINE_LENGTH = 100

/** Cases by name; a ruleset has hundreds, of which one is other. */
function casesOf(value: unknown): ReadonlyMap<string, string> {
  const cases = (value ?? []) as readonly { readonly name: string }[]
  return new Map(cases.map((each) => [each.name, JSON.stringify(each)]))
}

function casesShown(from: ReadonlyMap<string, string>, to: ReadonlyMap<string, string>): string {
  const added = [...to.keys()].filter((name) => !from.has(name))
  const removed = [...from.keys()].filter((name) => !to.has(name))
  const changed = [...to.keys()].filter((name) => from.has(name) && from.get(name) !== to.get(name))
  const groups = { added, removed, changed }
  const told = Object.entries(groups).filter(([, names]) => names.length > 0)
  if (told.length === 0) return 'in another order'
  return told.map(([what, names]) => `${names.length} ${what} (${someOf(names)})`).join(', ')
}

function someOf(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN
  const shownNames = names.slice(0, NAMES_SHOWN).join('; ')
  return more > 0 ? `${shownNames}; ${more} more` : shownNames
}
const NAMES_SHOWN = 3

function entryLines(sign: string, entry: unknown): string {
  return Object.entries(entry as object)
    .filter(([name]) => name !== 'id')
    .map(([name, value]) => `  ${sign} ${name}: ${shown(value)}`)
    .join('\n')
}

/** Texts on one line, without the quotes that JSON needs. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll(/\s+/g, ' ').trim() : JSON.stringify(value)
}

function plain(value: number): string {
  return number(value, Number.isInteger(value) ? 0 : 2)
}
