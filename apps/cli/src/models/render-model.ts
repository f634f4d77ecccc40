import type { ModelRecord } from '@gatehouse/contract'
import { textTable, type Cell } from '../text-table.ts'

/** A model of the registry in the words of a person. */
export function renderModel(model: ModelRecord): string {
  const {
    id,
    name,
    kind,
    checkpoint,
    state,
    author,
    created_at: at,
    trees,
    features,
    bytes,
  } = model
  const rows: Cell[][] = [
    ['model', name],
    ['id', id],
    ['says', kind === 'fraud' ? 'how probable fraud is' : 'how strange an order is'],
    ['state', `${state} at the checkpoint \`${checkpoint}\``],
    ['added', `${at} by ${author}`],
    ['made of', `${trees} trees over ${features} signals, ${bytes} bytes`],
  ]
  const facts = Object.entries(model.about).map(([fact, value]): Cell[] => [
    fact,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const changes = model.changes.map(({ state: became, by, at: when, note }): Cell[] => [
    when,
    became,
    by,
    note,
  ])
  return [
    textTable(rows),
    ...(facts.length === 0 ? [] : ['what it says of itself', textTable(facts)]),
    'what it was used for',
    textTable(changes),
  ].join('\n\n')
}
