import type { ModelComparison } from '@gatehouse/contract'
import { right, textTable, type Cell } from '../text-table.ts'

/** A challenger beside the champion in the words of a person. */
export function renderComparison(comparison: ModelComparison): string {
  const { compared, without_champion: without, above_half: above, mature, frauds } = comparison
  const { champion, challenger, calibration, complete, from, to } = comparison
  if (compared === 0) return `it was asked about no event from ${from} to ${to}`
  const figures: Cell[][] = [
    ['', right('champion'), right('challenger')],
    ...FIGURES.map(([name, figure]): Cell[] => [
      name,
      right(shown(champion[figure])),
      right(shown(challenger[figure])),
    ]),
  ]
  const groups: Cell[][] = [
    [right('orders'), right('said'), right('happened')],
    ...calibration.map(({ orders, said, happened }): Cell[] => [
      right(String(orders)),
      right(percent(said)),
      right(percent(happened)),
    ]),
  ]
  return [
    `asked about ${compared} events from ${from} to ${to}${complete ? '' : ' (there are older ones)'}`,
    ...(without === 0 ? [] : [`${without} of them were decided without a model`]),
    `50 % or more: both ${above.both}, champion only ${above.only_champion}, challenger only ${above.only_challenger}`,
    `${mature} are older than ${comparison.maturity_days} days, ${frauds} of them fraud`,
    textTable(figures),
    ...(calibration.length === 0
      ? []
      : ['what the challenger said, and what happened', textTable(groups)]),
  ].join('\n\n')
}

const FIGURES = [
  ['AUC', 'auc'],
  ['average precision', 'average_precision'],
  ['recall at 1 % false positives', 'recall_at_1_percent_fpr'],
  ['Brier score', 'brier'],
  ['calibration error', 'calibration_error'],
] as const

function shown(figure: number | null): string {
  return figure === null ? 'not known' : figure.toFixed(4)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}
