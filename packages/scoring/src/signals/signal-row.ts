import type { SignalDeclaration, SignalType, SignalValue, SignalVector } from '@gatehouse/contract'
import type { AnomalyFeature } from '../anomaly/isolation-forest.ts'
import { MISSING_BIN, zeroAsMissing, type Binning } from '../data/bins.ts'

/** Why a model cannot read one of its features from the signals of a shop. */
export interface FeatureFault {
  readonly feature: string
  readonly code: 'unknown_signal' | 'withheld_signal' | 'wrong_type'
  /** For whoever brings the model. */
  readonly message: string
}

/** What a column of a model is made of: `null` for types that no tree splits on. */
export function columnKindOf(type: SignalType): Binning['kind'] | null {
  switch (type) {
    case 'bool':
    case 'int':
    case 'double':
      return 'number'
    case 'string':
      return 'category'
    // Not a fact about an order that comes again; a list is many values.
    case 'timestamp':
    case 'string_list':
      return null
  }
}

/**
 * Whether a model may read the signal. Personal values are not kept with a decision: what a model
 * saw of them could be neither learned from nor explained afterwards.
 */
export function isModelSignal({ type, privacy }: SignalDeclaration): boolean {
  return privacy !== 'personal' && columnKindOf(type) !== null
}

/** Every feature that the signals do not have, or not of that kind. */
export function featureFaults(
  features: readonly (Binning | AnomalyFeature)[],
  declarations: readonly SignalDeclaration[],
): FeatureFault[] {
  const byName = new Map(declarations.map((declaration) => [declaration.name, declaration]))
  return features.flatMap((feature): FeatureFault[] => {
    const { name, kind } = feature
    const signal = byName.get(name)
    const fault = (code: FeatureFault['code'], message: string) => [
      { feature: name, code, message: `\`${name}\` ${message}` },
    ]
    if (signal === undefined) return fault('unknown_signal', 'is no signal of this shop')
    if (signal.privacy === 'personal') {
      return fault('withheld_signal', 'says who a person is and is not kept with decisions')
    }
    const fitting = columnKindOf(signal.type)
    if (fitting === kind || (fitting === 'number' && isOfNumbers(feature))) return []
    const is = fitting === null ? 'which no model reads' : `a ${fitting}`
    return fault(
      'wrong_type',
      `is of type \`${signal.type}\`, ${is}, and the model reads a ${kind}`,
    )
  })
}

/** Categories that are whole numbers may be read from a number: an hour, a code of a merchant. */
function isOfNumbers(feature: Binning | AnomalyFeature): boolean {
  return 'bins' in feature && [...feature.bins.keys()].every((name) => /^\d+$/.test(name))
}

/**
 * Makes the row of a model out of a signal vector. What is unknown, or is no signal of the vector,
 * is missing.
 */
export class SignalRow {
  readonly #row: Float64Array
  /** Place of each feature in a vector, -1 where it has none. */
  readonly #places: Int32Array
  /** Of categories; `null` where the feature is a number. */
  readonly #bins: readonly (ReadonlyMap<string, number> | null)[]
  /** Features of which a zero is missing. */
  readonly #zeroMissing: readonly number[]

  constructor(
    features: readonly Binning[],
    declarations: readonly Pick<SignalDeclaration, 'name'>[],
  ) {
    const places = new Map(declarations.map(({ name }, place) => [name, place]))
    this.#row = new Float64Array(features.length)
    this.#places = Int32Array.from(features, ({ name }) => places.get(name) ?? -1)
    this.#bins = features.map((feature) => (feature.kind === 'category' ? feature.bins : null))
    this.#zeroMissing = features.flatMap((feature, at) =>
      feature.kind === 'number' && feature.zeroIsMissing === true ? [at] : [],
    )
  }

  /** @returns the same array each time, overwritten by the next call */
  read(signals: SignalVector): Float64Array {
    for (let feature = 0; feature < this.#row.length; feature++) {
      const place = this.#places[feature]!
      const value = place < 0 ? undefined : signals[place]
      const bins = this.#bins[feature]!
      this.#row[feature] = bins === null ? numberOf(value) : binOfText(value, bins)
    }
    for (const at of this.#zeroMissing) this.#row[at] = zeroAsMissing(this.#row[at]!)
    return this.#row
  }
}

/** `NaN`: missing. */
export function numberOf(value: SignalValue | undefined): number {
  if (typeof value === 'number') return value
  return typeof value === 'boolean' ? Number(value) : NaN
}

function binOfText(value: SignalValue | undefined, bins: ReadonlyMap<string, number>): number {
  if (typeof value === 'string') return bins.get(value) ?? MISSING_BIN
  // Categories that are numbers are named by their whole part.
  const number = numberOf(value)
  return Number.isNaN(number) ? MISSING_BIN : (bins.get(`${Math.trunc(number)}`) ?? MISSING_BIN)
}
