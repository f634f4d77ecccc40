import { type RangeDecoder, symbolCode, TOTAL_BITS } from './range-coder.ts'

const TOTAL = 2 ** TOTAL_BITS

/**
 * Symbols 0..n-1 with fixed shares, made from counts by integer arithmetic only. Each gets at least 1
 * in 4096; the bounds of `BodyCounts` keep tables below 300 symbols.
 */
export class SymbolTable {
  readonly #starts: Uint16Array

  constructor(counts: readonly number[]) {
    const size = counts.length
    let sum = 0
    for (const count of counts) sum += count
    const free = TOTAL - size
    const starts = new Uint16Array(size + 1)
    let best = 0
    let used = 0
    for (let symbol = 0; symbol < size; symbol += 1) {
      const share = 1 + (sum === 0 ? 0 : Math.floor((counts[symbol]! * free) / sum))
      if (counts[symbol]! > counts[best]!) best = symbol
      starts[symbol + 1] = share
      used += share
    }
    // What rounding left over goes to the most frequent symbol.
    starts[best + 1]! += TOTAL - used
    for (let symbol = 0; symbol < size; symbol += 1) starts[symbol + 1]! += starts[symbol]!
    this.#starts = starts
  }

  /** What writes the symbol: see `writeCodes`. */
  codeOf(symbol: number): number {
    const start = this.#starts[symbol]!
    return symbolCode(start, this.#starts[symbol + 1]! - start, TOTAL_BITS)
  }

  decode(coder: RangeDecoder): number {
    const place = coder.peek(TOTAL_BITS)
    let low = 0
    let high = this.#starts.length - 2
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#starts[middle]! <= place) low = middle
      else high = middle - 1
    }
    coder.consume(this.#starts[low]!, this.#starts[low + 1]! - this.#starts[low]!, TOTAL_BITS)
    return low
  }
}
