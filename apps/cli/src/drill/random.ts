/** Chance that can be repeated: the same seed, the same drill. */
export interface Random {
  /** 0 up to, not including, 1. */
  next(): number
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** The earlier of the list the likelier: the n-th with a weight of 1 / n. */
  favourite<Item>(items: readonly Item[]): Item
  /** A waiting time with this mean. */
  exponential(mean: number): number
  /** A number whose logarithm is spread by `deviation` around that of `median`. */
  logNormal(median: number, deviation: number): number
}

/** mulberry32 (public domain): small, fast, good enough for a simulation. */
export function createRandom(seed: number): Random {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let hash = Math.imul(state ^ (state >>> 15), state | 1)
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61)
    return ((hash ^ (hash >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)]!,
    favourite(items) {
      // Half of the sum of 1 / n lies before the square root of the number of items.
      return items[Math.min(items.length - 1, Math.floor((items.length + 1) ** next() - 1))]!
    },
    exponential: (mean) => -Math.log(1 - next()) * mean,
    logNormal(median, deviation) {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return median * Math.exp(deviation * normal)
    },
  }
}
