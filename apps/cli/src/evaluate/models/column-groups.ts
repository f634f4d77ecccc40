import { asSignal, defaultWindows, WINDOW_SIGNALS } from '@gatehouse/signals'

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
