import type { Random } from '../random.ts'

/** Inner nodes and leaves as in `Tree`; a leaf holds the rows of the sample that ended in it. */
export interface IsolationTree {
  readonly feature: Int32Array
  readonly threshold: Float64Array
  readonly missingLeft: Uint8Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly leafRows: Int32Array
}

/** Grows one tree of random cuts over columns of numbers, `NaN` where a value is missing. */
export class Isolator {
  readonly #values: readonly Float64Array[]
  readonly #random: Random
  readonly #depthMax: number
  readonly #feature: number[] = []
  readonly #threshold: number[] = []
  readonly #missingLeft: number[] = []
  readonly #left: number[] = []
  readonly #right: number[] = []
  readonly #leafRows: number[] = []

  constructor(values: readonly Float64Array[], random: Random, depthMax: number) {
    this.#values = values
    this.#random = random
    this.#depthMax = depthMax
  }

  isolate(rows: readonly number[]): IsolationTree {
    this.#grow(rows, 0)
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float64Array.from(this.#threshold),
      missingLeft: Uint8Array.from(this.#missingLeft),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      leafRows: Int32Array.from(this.#leafRows),
    }
  }

  #grow(rows: readonly number[], depth: number): number {
    const cut = rows.length > 1 && depth < this.#depthMax ? this.#cut(rows) : null
    if (cut === null) return ~(this.#leafRows.push(rows.length) - 1)
    const { feature, threshold, missingLeft } = cut
    const node = this.#feature.push(feature) - 1
    this.#threshold.push(threshold)
    this.#missingLeft.push(missingLeft ? 1 : 0)
    this.#left.push(0)
    this.#right.push(0)
    const values = this.#values[feature]!
    const goesLeft = (row: number) =>
      Number.isNaN(values[row]!) ? missingLeft : values[row]! <= threshold
    this.#left[node] = this.#grow(rows.filter(goesLeft), depth + 1)
    this.#right[node] = this.#grow(
      rows.filter((row) => !goesLeft(row)),
      depth + 1,
    )
    return node
  }

  /** A column in which the rows differ, and a place between two of them; `null`: they are all alike. */
  #cut(
    rows: readonly number[],
  ): { feature: number; threshold: number; missingLeft: boolean } | null {
    const columns = this.#values.map((_, at) => at)
    while (columns.length > 0) {
      const [feature] = columns.splice(this.#random.below(columns.length), 1) as [number]
      const values = this.#values[feature]!
      let low = Infinity
      let high = -Infinity
      let missing = 0
      for (const row of rows) {
        const value = values[row]!
        if (Number.isNaN(value)) missing += 1
        else {
          if (value < low) low = value
          if (value > high) high = value
        }
      }
      if (missing === rows.length || (low === high && missing === 0)) continue
      const missingLeft = this.#random.next() < 0.5
      // Only what is missing can be told from the rest.
      if (low === high)
        return { feature, threshold: missingLeft ? -Infinity : Infinity, missingLeft }
      const threshold = low + this.#random.next() * (high - low)
      return { feature, threshold: threshold < high ? threshold : low, missingLeft }
    }
    return null
  }
}
