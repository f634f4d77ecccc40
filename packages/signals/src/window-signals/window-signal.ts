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
  /** Appends the values of `declarations` to the vector, which holds everything before them. */
  append(vector: SignalValue[]): void
}

/**
 * @param before declarations of the vector up to where these signals begin. What is not among them
 * (a store that keeps other windows) is unknown.
 */
export function compileWindowSignals(
  definitions: readonly WindowSignalDefinition[],
  before: readonly SignalDeclaration[],
): WindowSignalPlan {
  const declarations = definitions.map(({ name, type, doc, privacy }) =>
    Object.freeze({ name, type, doc, privacy }),
  )
  const positions = new Map([...before, ...declarations].map(({ name }, at) => [name, at]))
  const steps = definitions.map((definition) => ({
    definition,
    sources: definition.from.map((name) => positions.get(name) ?? -1),
  }))
  return {
    declarations,
    append(vector) {
      for (const { definition, sources } of steps) {
        vector.push(definition.compute(sources.map((at) => vector[at] ?? NOT_SENT)))
      }
    },
  }
}
