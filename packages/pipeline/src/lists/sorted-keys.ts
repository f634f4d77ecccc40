/** Ascending keys of some 32-bit words each, to be searched. */
export interface SortedKeys {
  readonly count: number
  /** One array for each word, most significant first: a search seldom looks beyond the first. */
  readonly words: readonly Uint32Array[]
}

/** Index of the last key that is at most `wanted`; -1 when none is. */
export function lastAtMost({ words, count }: SortedKeys, wanted: readonly number[]): number {
  let low = 0
  let high = count
  const lastWord = words.length - 1
  for (let at = 0; low < high; at++) {
    const column = words[at]!
    const word = wanted[at]!
    // Behind all keys whose word is smaller, and behind all whose word is equal.
    const end = behind(column, word, low, high)
    if (at === lastWord) return end - 1
    const begin = word === 0 ? low : behind(column, word - 1, low, end)
    // No key has this word: the one before is smaller in it.
    if (begin === end) return end - 1
    low = begin
    high = end
    // The keys between are equal so far; should all of them be larger in what follows, the answer
    // is the one before them, which is what an empty range below gives.
  }
  return low - 1
}

/** First index in [low, high) whose word is larger than `most`, else `high`. */
function behind(column: Uint32Array, most: number, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1
    if (column[middle]! <= most) low = middle + 1
    else high = middle
  }
  return low
}
