import type { SignalDeclaration, WireSignal } from '@gatehouse/contract'
import { isModelSignal } from '@gatehouse/scoring'
import { asSignal, defaultWindows, WINDOW_SIGNALS } from '@gatehouse/signals'
import type { Cell } from './column-builder.ts'

/**
 * What a signal is as a value to learn from: yes and no are 1 and 0, what is unknown is missing.
 */
export function cellOf(signal: WireSignal): Cell {
  if (typeof signal === 'number' || typeof signal === 'string') return signal
  if (typeof signal === 'boolean') return signal ? 1 : 0
  return null
}

/** Names of the signals that a model of a shop may read: what is measured is what would be trained. */
export function learnableSignals(declarations: readonly SignalDeclaration[]): ReadonlySet<string> {
  return new Set(declarations.filter(isModelSignal).map(({ name }) => name))
}

/** Where a column comes from; variants differ in which of them they have. */
export const COLUMN_GROUPS = ['raw', 'order', 'windows', 'links', 'history'] as const
export type ColumnGroup = (typeof COLUMN_GROUPS)[number]

const OVER_TIME: ReadonlySet<string> = new Set(
  [...defaultWindows.map(asSignal), ...WINDOW_SIGNALS].map(({ name }) => name),
)

/** What is known only because people said what earlier orders turned out to be. */
const FROM_LABELS = /^(?:history|linked)\.|^links\.(?:fraud_|risk$)/
const FROM_LINKS = /^links\./
/** What earlier decisions left behind. */
const FROM_DECISIONS = /^customer\./

export function groupOfSignal(name: string): Exclude<ColumnGroup, 'raw'> {
  if (FROM_LABELS.test(name)) return 'history'
  if (FROM_LINKS.test(name)) return 'links'
  return OVER_TIME.has(name) || FROM_DECISIONS.test(name) ? 'windows' : 'order'
}
