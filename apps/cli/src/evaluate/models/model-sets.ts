import type { RankingFigures } from '@gatehouse/scoring'
import { mappingOfSet } from '../data-sets.ts'

/** What others reached on the held-out orders of a set; `null` where they do not say. */
export interface PublishedFigures {
  readonly who: string
  readonly auc: number | null
  readonly averagePrecision: number | null
  readonly recallAtFpr1: number | null
  readonly liftAt20: number | null
}

export interface ModelSet {
  readonly mapping: string
  /** After so many days it is known what an order turned out to be. */
  readonly labelDelayDays: number
  /**
   * Column of the customer: orders of those whose fraud is known by then are not measured, because
   * the published protocol takes their cards off the road.
   */
  readonly knownFraudBy: string | null
  readonly published: readonly PublishedFigures[]
}

type Figures = Pick<RankingFigures, 'auc'> & Partial<RankingFigures>

function published(who: string, figures: Figures): PublishedFigures {
  const { auc, averagePrecision = null, recallAtFpr1 = null, liftAt20 = null } = figures
  return { who, auc, averagePrecision, recallAtFpr1, liftAt20 }
}

const DELAY_DAYS = 14

const SETS: Readonly<Record<string, Partial<ModelSet>>> = {
  ucsd2: {
    published: [
      published('boosted trees, raw columns', {
        auc: 0.845,
        averagePrecision: 0.456,
        recallAtFpr1: 0.48,
        liftAt20: 3.61,
      }),
      published('boosted trees, history after 14 days', {
        auc: 0.867,
        averagePrecision: 0.505,
        recallAtFpr1: 0.56,
        liftAt20: 3.75,
      }),
    ],
  },
  // Its history is a month long.
  cloudwalk: {
    labelDelayDays: 3,
    published: [
      published('boosted trees, counts and sums', {
        auc: 0.877,
        averagePrecision: 0.664,
        recallAtFpr1: 0.18,
      }),
    ],
  },
  fraudecom: {
    published: [
      published('Amazon Fraud Detector, TFI', { auc: 0.636 }),
      published('AutoGluon', { auc: 0.522 }),
      published('Auto-sklearn', { auc: 0.515 }),
    ],
  },
  handbook: {
    labelDelayDays: 7,
    knownFraudBy: 'customer_id',
    published: [
      published('logistic regression', { auc: 0.871, averagePrecision: 0.606 }),
      published('random forest', { auc: 0.867, averagePrecision: 0.658 }),
      published('XGBoost', { auc: 0.862, averagePrecision: 0.639 }),
    ],
  },
}

/** @throws CliError `usage` when there is no such set */
export function modelSet(name: string): ModelSet {
  const mapping = mappingOfSet(name)
  const own = Object.hasOwn(SETS, name) ? SETS[name] : undefined
  return { labelDelayDays: DELAY_DAYS, knownFraudBy: null, published: [], ...own, mapping }
}
