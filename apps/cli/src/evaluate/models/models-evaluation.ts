import type { Leak, TrainingSettings } from '@gatehouse/scoring'
import type { BadRow } from '../../replay/replay.ts'
import type { VariantOutcome } from './evaluate-variants.ts'
import type { PublishedFigures } from './model-sets.ts'
import type { ModelVariant } from './variants.ts'

/** How well scores rank the measured test orders. Every share is 0 to 1. */
export interface ModelFigures {
  /** Test orders that were measured, and frauds among them. */
  readonly rows: number
  readonly positives: number
  readonly auc: number
  readonly average_precision: number
  readonly recall_at_fpr_1pct: number
  readonly lift_at_20pct: number
  /** `null`: the scores are no probabilities. */
  readonly brier: number | null
  readonly train_seconds: number
}

export interface ModelVariantFigures extends ModelFigures {
  readonly name: ModelVariant
  readonly columns: number
  /** What was tried on the development orders; the highest `dev_average_precision` was taken. */
  readonly tried: readonly {
    readonly settings: Partial<TrainingSettings>
    /** Share of the training orders that was learned from, the latest ones. */
    readonly learned_share: number
    readonly trees: number
    readonly dev_auc: number
    readonly dev_average_precision: number
  }[]
}

/** The body of `--json`: at the top the figures of the variant that was chosen on `dev`. */
export interface ModelsEvaluation extends ModelFigures {
  readonly set: string
  readonly warm: readonly string[]
  readonly train: readonly string[]
  readonly dev: string
  readonly gap: readonly string[]
  readonly test: string
  readonly chosen: ModelVariant
  readonly seeds: number
  readonly label_delay_days: number
  readonly train_rows: number
  readonly dev_rows: number
  readonly collect_seconds: number
  readonly bad_rows: number
  readonly bad_examples: readonly BadRow[]
  /** Columns that seem to know the label. */
  readonly leaks: readonly Leak[]
  readonly variants: readonly ModelVariantFigures[]
  readonly published: readonly PublishedFigures[]
}

export function variantFigures(variant: VariantOutcome): ModelVariantFigures {
  return {
    name: variant.name,
    columns: variant.columns,
    ...figuresOf(variant),
    tried: variant.tried.map(({ settings, learnedShare, trees, devAuc, devAveragePrecision }) => ({
      settings,
      learned_share: learnedShare,
      trees,
      dev_auc: devAuc,
      dev_average_precision: devAveragePrecision,
    })),
  }
}

export function figuresOf({ figures, brier, trainSeconds }: VariantOutcome): ModelFigures {
  return {
    rows: figures.rows,
    positives: figures.positives,
    auc: figures.auc,
    average_precision: figures.averagePrecision,
    recall_at_fpr_1pct: figures.recallAtFpr1,
    lift_at_20pct: figures.liftAt20,
    brier,
    train_seconds: trainSeconds,
  }
}
