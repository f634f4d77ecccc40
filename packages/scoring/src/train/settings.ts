/** How trees are grown. What is left out is `DEFAULT_TRAINING`. */
export interface TrainingSettings {
  /** Trees at most; early stopping may end sooner. */
  readonly trees: number
  readonly leaves: number
  /** Splits between the root and a leaf; 0: as many as `leaves` allows. */
  readonly depth: number
  /** Share of each tree's answer that is believed. */
  readonly learningRate: number
  /** Pulls the value of a leaf towards nothing, as if so much weight of undecided rows were in it. */
  readonly l2: number
  readonly minRowsPerLeaf: number
  readonly minGain: number
  /** Share of the columns that each tree may use. */
  readonly columnShare: number
  /** Share of the rows that each tree sees. */
  readonly rowShare: number
  /** Categories: weight of no opinion that is added to each before they are put in order. */
  readonly categorySmoothing: number
  readonly categoryL2: number
  /** Categories on one side of a split at most. */
  readonly categoriesPerSide: number
  /** Rows that a group of categories needs before it may be split off. */
  readonly minRowsPerCategoryGroup: number
  /** Rows that a category needs to be told from what is missing. */
  readonly minRowsPerCategory: number
  /** Trees without a better result on later data before it ends; 0: all trees are grown. */
  readonly patience: number
  /** Rows looked at to find the bins of a column. */
  readonly binSampleRows: number
  /** The same data, settings and seed give the same model, to the bit. */
  readonly seed: number
}

/**
 * Small trees, slow learning, strong smoothing: frauds are few, and large trees learn them by heart.
 * So are the frauds of one mail domain or region, which is why categories are smoothed the most, and
 * each tree sees a part of the rows and columns. Measured: docs/reference/evaluation.md.
 */
export const DEFAULT_TRAINING: TrainingSettings = {
  trees: 400,
  leaves: 15,
  depth: 0,
  learningRate: 0.05,
  l2: 10,
  minRowsPerLeaf: 50,
  minGain: 0,
  columnShare: 0.6,
  rowShare: 0.7,
  categorySmoothing: 100,
  categoryL2: 50,
  categoriesPerSide: 32,
  minRowsPerCategoryGroup: 100,
  minRowsPerCategory: 10,
  patience: 40,
  binSampleRows: 200_000,
  seed: 1,
}

const RANGES: Readonly<Record<keyof TrainingSettings, readonly [min: number, max: number]>> = {
  trees: [1, 10_000],
  leaves: [2, 255],
  depth: [0, 64],
  learningRate: [0.0001, 1],
  l2: [0, 1e6],
  minRowsPerLeaf: [1, 1e9],
  minGain: [0, 1e9],
  columnShare: [0.01, 1],
  rowShare: [0.01, 1],
  categorySmoothing: [0, 1e6],
  categoryL2: [0, 1e6],
  categoriesPerSide: [1, 254],
  minRowsPerCategoryGroup: [1, 1e9],
  minRowsPerCategory: [1, 1e9],
  patience: [0, 10_000],
  binSampleRows: [1000, 1e9],
  seed: [0, 0xffffffff],
}
const WHOLE = new Set<keyof TrainingSettings>([
  'trees',
  'leaves',
  'depth',
  'minRowsPerLeaf',
  'categoriesPerSide',
  'minRowsPerCategoryGroup',
  'minRowsPerCategory',
  'patience',
  'binSampleRows',
  'seed',
])

/** @throws RangeError that names the setting and what it may be */
export function trainingSettings(given: Partial<TrainingSettings>): TrainingSettings {
  const settings = { ...DEFAULT_TRAINING, ...given }
  for (const name of Object.keys(RANGES) as (keyof TrainingSettings)[]) {
    const [min, max] = RANGES[name]
    const value = settings[name]
    const isFit = value >= min && value <= max && (!WHOLE.has(name) || Number.isInteger(value))
    if (!isFit) {
      const kind = WHOLE.has(name) ? 'a whole number' : 'a number'
      throw new RangeError(`\`${name}\` is ${value}: give ${kind} from ${min} to ${max}`)
    }
  }
  return settings
}
