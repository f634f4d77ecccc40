import { fitPoints, type PointsTable } from '@gatehouse/scoring'
import type { Config } from '@gatehouse/server'
import { CliError } from '../cli-error.ts'
import type { Terminal } from '../command.ts'
import { right, textTable, type Cell } from '../text-table.ts'
import { readMatured, type MaturedScope } from './read-matured.ts'
import { expressionOf, factText, scorecardRules } from './scorecard-rules.ts'

export interface ScorecardResult {
  /** A ruleset in YAML. */
  readonly file: string
  readonly report: object
  readonly shown: string
}

/**
 * A scorecard from few labels, as rules.
 * @throws CliError `invalid` when there is too little to learn from
 */
export async function trainScorecard(
  request: MaturedScope & { readonly name: string },
  config: Config,
  terminal: Terminal,
): Promise<ScorecardResult> {
  const { rows, maturityDays, declarations } = await readMatured(request, config, terminal)
  const types = new Map(declarations.map(({ name, type }) => [name, type]))
  const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
  const span = { from: iso(rows.span?.fromMs), to: iso(rows.span?.toMs) }
  const { shopId, checkpoint, name, nowMs } = request
  const table = fitted(() => fitPoints(rows.data, (signal) => types.get(signal)))
  const about = { name, checkpoint, maturityDays, ...span }
  return {
    file: scorecardRules(table, declarations, about),
    shown: renderPoints(table),
    report: {
      trained_at: iso(nowMs),
      shop: shopId,
      checkpoint,
      rows: table.rows,
      frauds: table.frauds,
      declined_untold: rows.untold,
      ...span,
      maturity_days: maturityDays,
      measured: table.measured,
      points: table.points.map(({ fact, points, low, high, rows: held, frauds }) => ({
        when: expressionOf(fact, types),
        points,
        low,
        high,
        rows: held,
        frauds,
      })),
    },
  }
}

function fitted(fit: () => PointsTable): PointsTable {
  try {
    return fit()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new CliError(
      'invalid',
      `there is too little to learn from: ${error.message}; \`gatehouse train --anomaly\` needs no labels`,
    )
  }
}

function renderPoints({ points, rows, frauds, measured }: PointsTable): string {
  const lines = points.map((each): Cell[] => [
    right(String(Math.round(each.points))),
    right(`${Math.round(each.low)} to ${Math.round(each.high)}`),
    factText(each.fact),
    right(`${each.frauds} of ${frauds}`),
    right(String(each.rows)),
  ])
  const head: Cell[] = [right('points'), right('95 %'), 'when', right('frauds'), right('orders')]
  return [
    `${rows} orders, ${frauds} of them fraud`,
    textTable([head, ...lines]),
    measured === null
      ? 'too few frauds to measure it on orders that it was not made from'
      : `made from the earlier orders alone, AUC ${measured.auc.toFixed(4)} on the ${measured.rows} later ones (${measured.frauds} fraud)`,
    'a draft of rules: `gatehouse rules backtest FILE` says what it would have done',
  ].join('\n\n')
}
