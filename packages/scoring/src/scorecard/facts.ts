import type { SignalType } from '@gatehouse/contract'
import type { Column } from '../data/data-set.ts'

/** Something that holds of an order or does not, in words that a rule has: unknown is not held. */
export type Fact =
  | { readonly signal: string; readonly is: 'true' }
  | { readonly signal: string; readonly is: 'at_least'; readonly value: number }
  | { readonly signal: string; readonly is: 'equal'; readonly value: string }

export interface HeldFact {
  readonly fact: Fact
  /** 1 for each row of which it holds. */
  readonly holds: Uint8Array
}

/** Where numbers are cut: quantiles of what is known. */
const CUTS = [0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
const DIGITS = 2
const TEXTS_MAX = 20

/**
 * Everything that could be said of the orders: yes, at least so much, this text.
 * @param typeOf type of each signal; a number of yes and no is not cut
 */
export function factsOf(
  columns: readonly Column[],
  typeOf: (signal: string) => SignalType | undefined,
): HeldFact[] {
  return columns.flatMap((column): HeldFact[] => {
    const { name: signal } = column
    if (column.kind === 'category') return textFacts(signal, column.names, column.codes)
    const { values } = column
    if (typeOf(signal) === 'bool') {
      return [{ fact: { signal, is: 'true' }, holds: marks(values, (value) => value === 1) }]
    }
    return cutsOf(values, typeOf(signal) === 'int').map((least) => ({
      fact: { signal, is: 'at_least', value: least },
      holds: marks(values, (value) => value >= least),
    }))
  })
}

function textFacts(signal: string, names: readonly string[], codes: Int32Array): HeldFact[] {
  const counts = new Float64Array(names.length)
  for (const code of codes) if (code >= 0) counts[code]! += 1
  return names
    .map((value, code) => ({ value, code, count: counts[code]! }))
    .sort((a, b) => b.count - a.count)
    .slice(0, TEXTS_MAX)
    .map(({ value, code }) => ({
      fact: { signal, is: 'equal', value },
      holds: marks(codes, (each) => each === code),
    }))
}

/** Round numbers, which a person can say: no threshold of few orders is worth its digits. */
function cutsOf(values: Float64Array, isWhole: boolean): number[] {
  const known = values.filter((value) => !Number.isNaN(value)).sort()
  if (known.length === 0) return []
  const cuts = CUTS.map((share) => {
    const value = known[Math.floor(share * (known.length - 1))]!
    const rounded = Number(value.toPrecision(DIGITS))
    return isWhole ? Math.ceil(rounded) : rounded
  })
  return [...new Set(cuts)].filter((cut) => cut > known[0]! && Number.isFinite(cut))
}

function marks(values: ArrayLike<number>, holds: (value: number) => boolean): Uint8Array {
  return Uint8Array.from(values, (value) => (holds(value) ? 1 : 0))
}
