import { number, percentage, right, textTable, type Cell } from '../text-table.ts'
import type { DrillReport } from './report.ts'

/** What a figure was over several drills. */
export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** Drills that differ in their seed only. */
export interface DrillSummary {
  readonly drills: number
  readonly approved: Spread
  readonly stopped_after_seconds: Spread
  readonly last_approved_after_seconds: Spread
  readonly cost: Spread
  /** Shoppers of all drills together, each once: asked for a captcha or declined. */
  readonly shoppers: Touched
  readonly shoppers_during_attack: Touched
}

export interface Touched {
  readonly checkouts: number
  readonly touched: number
  readonly share: number
}

/** @param reports of at least one drill */
export function summarise(reports: readonly DrillReport[]): DrillSummary {
  const of = (figure: (report: DrillReport) => number): Spread => spreadOf(reports.map(figure))
  return {
    drills: reports.length,
    approved: of(({ approved }) => approved),
    stopped_after_seconds: of((report) => report.stopped_after_seconds),
    last_approved_after_seconds: of((report) => report.last_approved_after_seconds),
    cost: of(({ cost }) => cost),
    shoppers: touchedOf(reports.map(({ shoppers }) => shoppers)),
    shoppers_during_attack: touchedOf(reports.map((report) => report.shoppers_during_attack)),
  }
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return {
    min: sorted[0]!,
    median: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
    max: sorted.at(-1)!,
  }
}

function touchedOf(groups: readonly DrillReport['shoppers'][]): Touched {
  let [checkouts, touched] = [0, 0]
  for (const group of groups) {
    checkouts += group.checkouts
    touched += group.challenged + group.declined
  }
  return { checkouts, touched, share: checkouts === 0 ? 0 : touched / checkouts }
}

export function renderSummary(summary: DrillSummary): string {
  const row = (what: string, { min, median, max }: Spread, digits = 0): Cell[] => [
    what,
    ...[min, median, max].map((value) => right(number(value, digits))),
  ]
  return [
    `${summary.drills} drills that differ in their seed only`,
    '',
    textTable([
      ['', right('least'), right('median'), right('most')],
      row('attempts sent to the bank', summary.approved),
      row('seconds until it was stopped', summary.stopped_after_seconds, 1),
      row('seconds until the last one went through', summary.last_approved_after_seconds, 1),
      row('EUR that refusals cost', summary.cost, 2),
    ]),
    '',
    touchedLine('shoppers of the day', summary.shoppers),
    touchedLine('shoppers while it lasted and 10 minutes more', summary.shoppers_during_attack),
  ].join('\n')
}

function touchedLine(who: string, { checkouts, touched, share }: Touched): string {
  return `${who}: ${number(touched)} of ${number(checkouts)} asked or declined (${percentage(share, 3)})`
}
