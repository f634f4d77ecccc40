import { OUTCOMES, type Outcome } from '@gatehouse/contract'
import { measure } from '../replay/measures.ts'
import type { ReplayResult } from '../replay/replay.ts'
import type { Tally } from '../replay/tally.ts'
import type { Variant, VariantName } from './variants.ts'

/** Shares of the orders that people could review. */
export const BUDGETS = [0.01, 0.05] as const

/** What the riskiest part of the orders holds. */
export interface BudgetMeasures {
  /** Share of the orders, 0 to 1. */
  readonly share: number
  readonly recall: number
  readonly precision: number
}

/** How one ruleset did. Every share is 0 to 1. */
export interface VariantEvaluation {
  readonly name: VariantName
  /** Rules that are switched on. */
  readonly rules: number
  /** Rules that no order could be told by: the table has no column for what they read. */
  readonly blind_rules: number
  readonly at_budget: readonly BudgetMeasures[]
  readonly auc: number
  readonly average_precision: number
  readonly lift_at_20_percent: number
  /** Shares of the fraud and of the good orders that were not approved, thresholds as written. */
  readonly stopped: { readonly fraud: number; readonly good: number }
  /** Shares of the good orders by what was answered. */
  readonly good: Readonly<Record<Outcome, number>>
}

/** The body of `--json`. */
export interface Evaluation {
  readonly set: string
  readonly train: readonly string[]
  readonly test: string
  readonly packs: readonly string[]
  readonly reference: string
  readonly orders: number
  readonly fraud: number
  readonly bad_rows: number
  /** The first of them. */
  readonly bad_examples: ReplayResult['badExamples']
  readonly variants: readonly VariantEvaluation[]
}

export interface VariantResult {
  readonly variant: Variant
  readonly tally: Tally
  readonly result: ReplayResult
}

export function evaluationOf({
  results,
  ...about
}: Pick<Evaluation, 'set' | 'train' | 'test' | 'packs' | 'reference'> & {
  /** One at least; each of them measured the same orders. */
  readonly results: readonly VariantResult[]
}): Evaluation {
  const { tally, result } = results[0]!
  const labelled = measure(tally.scores, BUDGETS[0])
  return {
    set: about.set,
    train: about.train,
    test: about.test,
    packs: about.packs,
    reference: about.reference,
    orders: labelled?.labelled ?? 0,
    fraud: labelled?.fraud ?? 0,
    bad_rows: result.badRows,
    bad_examples: result.badExamples,
    variants: results.map(variantEvaluation),
  }
}

function variantEvaluation({ variant, tally, result }: VariantResult): VariantEvaluation {
  const measures = BUDGETS.map((share) => measure(tally.scores, share))
  const [first] = measures
  if (!first) throw new Error('nothing to measure: labels of both kinds are checked before')
  const rules = [...tally.rules.values()]
  return {
    name: variant.name,
    rules: rules.length,
    blind_rules: rules.filter(({ unknown }) => unknown === result.decided).length,
    at_budget: measures.map((each) => ({
      share: each!.atBudget.share,
      recall: each!.atBudget.recall,
      precision: each!.atBudget.precision,
    })),
    auc: first.auc,
    average_precision: first.averagePrecision,
    lift_at_20_percent: first.liftAt20Percent,
    stopped: { fraud: stoppedShare(tally, 'fraud'), good: stoppedShare(tally, 'good') },
    good: goodShares(tally),
  }
}

function goodShares({ outcomes }: Tally): Record<Outcome, number> {
  const all = OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome].good, 0)
  return Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, outcomes[outcome].good / all]),
  ) as Record<Outcome, number>
}

function stoppedShare({ outcomes }: Tally, kind: 'fraud' | 'good'): number {
  let all = 0
  for (const counts of Object.values(outcomes)) all += counts[kind]
  return (all - outcomes.approve[kind]) / all
}
