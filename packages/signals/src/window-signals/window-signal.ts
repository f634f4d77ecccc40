import type { SignalDeclaration, SignalValue } from '@gatehouse/contract'
import { NOT_SENT } from '../unknown-reason.ts'

/**
 * A signal computed from others: from windows, from signals of the event, from those that stand
 * before it in `WINDOW_SIGNALS`. A ratio of two windows, or how unusual a count is.
 */
export interface WindowSignalDefinition extends SignalDeclaration {
  /** Names of the signals that it is computed from. */
  readonly from: readonly string[]
  /**
   * Pure and total, as every signal.
   *
   * @param values of `from`, in its order
   */
  compute(values: readonly SignalValue[]): SignalValue
}

/** Definitions placed against a catalogue: which positions of the vector each of them reads. */
export interface WindowSignalPlan {
  readonly declarations: readonly SignalDeclaration[]
  /**
   * Appends the values of `declarations` to the vector, which holds everything before them.
   * @param bases values of the windows that the vector does not hold, in their order
   */
  append(vector: SignalValue[], bases: readonly SignalValue[]): void
}

/** Places of bases count down from here, those of the vector up from 0. */
const BASES_AT = -2
const NOWHERE = -1

/**
 * @param before declarations of the vector up to where these signals begin
 * @param bases windows that the vector does not hold. What is in neither (a store that keeps other
 * windows) is unknown.
 */
export function compileWindowSignals(
  definitions: readonly WindowSignalDefinition[],
  before: readonly SignalDeclaration[],
  bases: readonly SignalDeclaration[],
): WindowSignalPlan {
  const declarations = definitions.map(({ name, type, doc, privacy }) =>
    Object.freeze({ name, type, doc, privacy }),
  )
  const positions = new Map([...before, ...declarations].map(({ name }, at) => [name, at]))
  for (const [at, { name }] of bases.entries()) positions.set(name, BASES_AT - at)
  const steps = definitions.map((definition) => ({
    definition,
    sources: definition.from.map((name) => positions.get(name) ?? NOWHERE),
  }))
  return {
    declarations,
    append(vector, bases) {
      const valueAt = (at: number) => (at < 0 ? bases[BASES_AT - at] : vector[at]) ?? NOT_SENT
      for (const { definition, sources } of steps) {
        vector.push(definition.compute(sources.map(valueAt)))
      }
    },
  }
}
