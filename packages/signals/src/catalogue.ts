import type {
  OrderEvent,
  Parsed,
  Reference,
  SignalDeclaration,
  SignalValue,
  SignalVector,
} from '@gatehouse/contract'
import { ipSignals } from './groups/ip.ts'
import { read, resolveReads } from './reads.ts'
import type { Profile, SignalDefinition } from './signal.ts'

/** Every signal computed from the event and its look-ups, in the order of the vector. */
export const SIGNALS: readonly SignalDefinition[] = [...ipSignals]

/** The read plan: what to look up once, and what to compute from it. */
export interface SignalPlan {
  readonly declarations: readonly SignalDeclaration[]
  /** The values of `declarations`, in their order. */
  compute(
    event: Parsed<OrderEvent>,
    reference: Reference,
    profile: Profile,
    now: number,
  ): SignalVector
}

/** Compiles definitions to one plan; each look-up that any of them needs is made once. */
export function compileSignalPlan(definitions: readonly SignalDefinition[] = SIGNALS): SignalPlan {
  const reads = resolveReads(definitions.flatMap((definition) => definition.reads))
  const declarations = definitions.map(({ name, type, doc, privacy }) =>
    Object.freeze({ name, type, doc, privacy }),
  )
  return {
    declarations,
    compute(event, reference, profile, now) {
      const input = { event, readings: read(reads, reference, event), profile, now }
      const values: SignalValue[] = new Array(definitions.length)
      for (let index = 0; index < definitions.length; index++) {
        values[index] = definitions[index]!.compute(input)
      }
      return values
    },
  }
}
