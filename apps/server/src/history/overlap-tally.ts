import { OVERLAPS_MAX, type RulesetStatistics } from '@gatehouse/contract'

/** Counts which rules hit together. */
export interface OverlapTally {
  /** @param ids rules that one decision hit, each once */
  add(ids: readonly string[]): void
  /** The pairs that most often hit together. */
  result(): RulesetStatistics['overlaps']
}

/** More rules than a shop may have, so that two numbers make one key. */
const STRIDE = 2 ** 20

export function createOverlapTally(): OverlapTally {
  const ids: string[] = []
  const hits: number[] = []
  const numbers = new Map<string, number>()
  const together = new Map<number, number>()

  function numberOf(id: string): number {
    let number = numbers.get(id)
    if (number === undefined) {
      numbers.set(id, (number = ids.length))
      ids.push(id)
      hits.push(0)
    }
    return number
  }

  return {
    add(hitIds) {
      const hit = hitIds.map(numberOf)
      for (const [at, number] of hit.entries()) {
        hits[number]!++
        for (let other = 0; other < at; other++) {
          const [low, high] = [Math.min(number, hit[other]!), Math.max(number, hit[other]!)]
          const key = low * STRIDE + high
          together.set(key, (together.get(key) ?? 0) + 1)
        }
      }
    },
    result: () =>
      [...together]
        .map(([key, both]) => {
          const [low, high] = [Math.floor(key / STRIDE), key % STRIDE]
          return {
            rules: [ids[low]!, ids[high]!].sort(),
            both,
            jaccard: both / (hits[low]! + hits[high]! - both),
          }
        })
        .sort((a, b) => b.both - a.both || b.jaccard - a.jaccard || byText(a.rules, b.rules))
        .slice(0, OVERLAPS_MAX),
  }
}

function byText(a: readonly string[], b: readonly string[]): number {
  return a.join(' ') < b.join(' ') ? -1 : 1
}
